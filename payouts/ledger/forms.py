"""What finance types when the fund's bank has confirmed money."""

from django import forms

from settlement.money import cents_of


class FundingForm(forms.Form):
    amount = forms.CharField(
        label="Amount in dollars",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="As the bank confirmed it, such as 92,000,000.00.",
        error_messages={"required": "Type the amount that the bank confirmed."},
    )
    bank_reference = forms.CharField(
        label="The bank's reference",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="By it the same confirmation is recognised, and recorded once.",
        error_messages={"required": "Type the reference on the bank's confirmation."},
    )

    def clean_amount(self) -> int:
        """The amount in whole cents."""
        typed = self.cleaned_data["amount"].replace(",", "").removeprefix("$").strip()
        try:
            return cents_of(typed)
        except ValueError:
            raise forms.ValidationError("Type dollars and cents, such as 92,000,000.00.") from None
