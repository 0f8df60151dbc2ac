"""What a person types about a run. The count typed shows that the figures were read."""

from typing import Any, ClassVar

from django import forms


class CountedForm(forms.Form):
    """What is asked before something happens to many: their number, with or without separators.

    counted: what is counted; count: how many. A form of this kind declares its field `typed`.
    """

    counted: ClassVar[str]

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.replace(",", "").strip() != str(self.count):
            raise forms.ValidationError(
                f"Type the number of {self.counted} shown above, {self.count:,}, to confirm that"
                " you read it."
            )
        return typed


class ApproveForm(CountedForm):
    """asks_for_reason: whether the run leaves out undecided claims for good"""

    counted = "claims"
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

    def __init__(self, *args: Any, asks_for_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_reason:
            del self.fields["why"]


class GiveUpForm(forms.Form):
    why = forms.CharField(
        label="Why is this run given up?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason stays in the run's history.",
        error_messages={"required": "Say why the run is given up."},
    )
