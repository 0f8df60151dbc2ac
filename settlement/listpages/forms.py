"""What a lead reviewer fills in about members who may be one person."""

from django import forms

MOST_TEXT = 2_000  # characters
GREATEST = 2**31 - 1  # member number


def _member(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=GREATEST)


class PairForm(forms.Form):
    one = _member("Member number")
    other = _member("Other member number")


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why",
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the change. Name nobody and quote nothing of the list.",
    )


class JudgeForm(WhyForm):
    """Are two members one person?"""

    MERGE, APART = "merge", "apart"
    judgement = forms.ChoiceField(
        label="What they are",
        choices=[(MERGE, "One person: merge them"), (APART, "Two people: keep them apart")],
        widget=forms.RadioSelect,
    )
    field_order = ("judgement", "why")
