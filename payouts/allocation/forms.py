"""What a person types about a run. The count typed shows that the figures were read."""

from typing import Any

from django import forms


class ApproveForm(forms.Form):
    """claims: how many the run awards; asks_for_reason: whether it leaves out undecided claims
    for good."""

    typed = forms.CharField(
        label="How many claims?",
        max_length=15,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Type the number of claims shown above.",
        error_messages={"required": "Type the number of claims to confirm that you read it."},
    )

    why = forms.CharField(
        label="Why is it approved without them?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason stays in the run's history.",
        error_messages={"required": "Say why the run is approved while claims are not decided."},
    )

    def __init__(self, *args: Any, claims: int, asks_for_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claims = claims
        if not asks_for_reason:
            del self.fields["why"]

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.replace(",", "").strip() != str(self.claims):
            raise forms.ValidationError(
                f"Type the number of claims shown above, {self.claims:,}, to confirm that you"
                " read it."
            )
        return typed


class GiveUpForm(forms.Form):
    why = forms.CharField(
        label="Why is this run given up?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason stays in the run's history.",
        error_messages={"required": "Say why the run is given up."},
    )
