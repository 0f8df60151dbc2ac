"""What a person types before money that is left moves. The amount shows that it was read."""

from typing import Any

from django import forms

from payouts.residual.models import GIVING_UP
from settlement.money import cents_of, shown


class AmountForm(forms.Form):
    """cents: what the page showed; typed with or without a dollar sign and separators."""

    typed = forms.CharField(
        label="How much is it?",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Type the sum shown above, in dollars and cents.",
        error_messages={"required": "Type the sum to confirm that you read it."},
    )

    def __init__(self, *args: Any, cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cents = cents

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if self._cents(typed) != self.cents:
            raise forms.ValidationError(
                f"Type the sum shown above, {shown(self.cents)}, to confirm that you read it."
            )
        return typed

    @staticmethod
    def _cents(typed: str) -> int | None:
        try:
            return cents_of(typed.replace(",", "").replace("$", "").strip())
        except ValueError:
            return None


class OrderForm(forms.Form):
    order = forms.CharField(
        label="The recorded order",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Its date and docket number, as it will stand in the history.",
        error_messages={"required": "Name the order: its date and docket number."},
    )


class MakeForm(OrderForm, AmountForm):
    """The order may be left out where the settlement file itself orders the step."""

    field_order = ("order", "typed")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].required = kind in GIVING_UP


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label="Why is it withdrawn?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason stays in its history.",
        error_messages={"required": "Say why it is withdrawn."},
    )


class PaidForm(forms.Form):
    place = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    bank_reference = forms.CharField(
        label="The bank's reference",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type the bank's reference."},
    )
