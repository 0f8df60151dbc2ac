"""A proof as anybody hands it in: pasted, or as the file that was downloaded."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from payouts.auditpack.proofs import MOST_BYTES


class ProofForm(forms.Form):
    """cleaned_data["proof"] is the text of whichever of the two was given."""

    use_required_attribute = False
    pasted = forms.CharField(
        label=_("The proof as text"),
        help_text=_("Open the proof's file and copy all of it."),
        required=False,
        max_length=MOST_BYTES,
        error_messages={"max_length": _("This is longer than a proof can be.")},
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or the proof's file"),
        help_text=_("Its name ends with .json."),
        required=False,
        error_messages={"empty": _("This file is empty. Choose the proof's file.")},
        widget=forms.FileInput(attrs={"class": "usa-input"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        if file is None and not pasted and not self.errors:
            self.add_error("pasted", _("Paste the proof, or choose its file."))
        cleaned["proof"] = pasted if file is None else self._text(file)
        return cleaned

    def _text(self, file: "UploadedFile[bytes]") -> str:
        if (file.size or 0) > MOST_BYTES:
            self.add_error("file", _("This file is larger than a proof can be."))
            return ""
        data = bytes(file.read(MOST_BYTES))
        wide = data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE)  # as a PowerShell's ">" writes it
        return data.decode("utf-16" if wide else "utf-8-sig", errors="replace")
