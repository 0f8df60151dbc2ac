"""What intake types of a request to be excluded."""

from typing import Any

from django import forms

from settlement.terms.models import Settlement

MOST_TEXT = 2_000  # characters


class ExclusionForm(forms.Form):
    case = forms.ModelChoiceField(
        label="Case",
        queryset=Settlement.objects.order_by("slug"),
        to_field_name="slug",
        empty_label=None,
    )
    member_ref = forms.CharField(
        label="Member reference",
        required=False,
        max_length=200,
        help_text="As the class list has it. The Notice ID is enough where the request has none.",
    )
    notice_id = forms.CharField(label="Notice ID", required=False, max_length=40)
    name = forms.CharField(
        label="Name, as signed",
        max_length=200,
        error_messages={"required": "Type the name under the request."},
    )
    address = forms.CharField(
        label="Address, as on the request",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    received_on = forms.DateField(
        label="Received on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The postmark of a letter, else the day it came.",
        error_messages={"required": "Give the day on which the request came."},
    )
    counsel = forms.CharField(
        label="Sent by counsel",
        required=False,
        max_length=200,
        help_text="Only where a lawyer sent it together with others.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("member_ref") and not cleaned.get("notice_id"):
            self.add_error("member_ref", "Give the member's reference or the Notice ID.")
        return cleaned


class ReversalForm(forms.Form):
    order = forms.CharField(
        label="Which order of the court reverses it?",
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Its date and number on the docket. The history keeps it.",
        error_messages={"required": "Say which order of the court reverses this exclusion."},
    )
