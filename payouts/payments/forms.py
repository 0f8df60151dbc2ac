"""What a person types before money moves. The count typed shows that the figures were read."""

from django import forms

from payouts.allocation.forms import CountedForm


class PaymentsForm(CountedForm):
    counted = "payments"
    typed = forms.CharField(
        label="How many payments?",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Type the number shown above.",
        error_messages={"required": "Type the number of payments to confirm that you read it."},
    )


class MakeForm(PaymentsForm):
    order = forms.CharField(
        label="The recorded order",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A preliminary run is paid only by an order of the court: its date and docket "
        "number. Leave it empty for a final run.",
    )


class ApproveForm(PaymentsForm):
    """sha256: of the file as the page showed it, so that no other is approved."""

    sha256 = forms.RegexField(r"[0-9a-f]{64}", widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What the bank says of a batch: its reference, and each payment that came back with why."""

    bank_reference = forms.CharField(
        label="The bank's reference",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Of its report or statement. By it the same word is recognised.",
        error_messages={"required": "Type the reference on the bank's report."},
    )
    returned = forms.CharField(
        label="Which payments came back?",
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A line for each: the payment and why, such as “PAY-0000000012 R03 no account”."
        " A check that went stale came back, too.",
    )

    def clean_returned(self) -> dict[str, str]:
        """Payment ref to reason, in the order of the lines."""
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["returned"].splitlines()]
        found = {parts[0]: parts[1] if len(parts) > 1 else "" for parts in lines if parts}
        if mute := [ref for ref, why in found.items() if not why]:
            raise forms.ValidationError(f"Say behind {mute[0]} why it came back.")
        if len(found) != sum(1 for parts in lines if parts):
            raise forms.ValidationError("A payment stands on two lines. Name each once.")
        return found


class VoidForm(forms.Form):
    why = forms.CharField(
        label="Why is this batch made void?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason stays in the batch's history.",
        error_messages={"required": "Say why the batch is made void."},
    )
    bank_word = forms.CharField(
        label="How do we know that the bank will not pay it?",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Its file has left the house. Whom did you ask, when, and what did they say?",
    )
