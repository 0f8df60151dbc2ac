"""Another settlement file, typed or uploaded, and why it is tried."""

from django import forms

from payouts.estimates.uploads import MOST_BYTES, TextOrFileForm


class ShadowForm(TextOrFileForm):
    nothing = "Give a settlement file: as text, or as a file."

    text = forms.CharField(
        label="Settlement file to try",
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "mono plan-text", "spellcheck": "false"}),
        help_text="The file in force stands here. Change the plan: drop a rule, change a cap.",
    )
    file = forms.FileField(
        label="Or upload a file",
        required=False,
        help_text="Where a file is chosen, it counts and the text above does not.",
    )
    undecided = forms.BooleanField(
        label="Count claims that nobody has decided yet as approved", required=False
    )
    why = forms.CharField(
        label="Why is this plan tried?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason is kept with the figures.",
        error_messages={"required": "Say why this plan is tried."},
    )

    def clean_text(self) -> str:
        """A browser sends lines with CR LF, and the file's hash is of its own lines."""
        typed: str = self.cleaned_data["text"]
        return typed.replace("\r\n", "\n")
