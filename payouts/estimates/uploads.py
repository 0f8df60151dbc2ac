"""A file that staff upload in place of typed text."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 500_000  # and characters of the typed text


def text_of(uploaded: "UploadedFile[bytes]") -> str:
    """The file's text.

    raises: ValidationError where it is too large, of which nothing is read, or is not UTF-8
    """
    if (uploaded.size or 0) > MOST_BYTES:
        raise ValidationError(f"This file is larger than {MOST_BYTES:,} bytes.")
    try:
        return bytes(uploaded.read()).decode()
    except UnicodeDecodeError as error:
        raise ValidationError("This file is not UTF-8 text. Save it as UTF-8.") from error


class TextOrFileForm(forms.Form):
    """`text` typed, or `file` uploaded, which counts where both are given. A form of this kind
    declares both; `text` is what counts afterwards.

    nothing: said where neither is given
    """

    nothing: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        uploaded = cleaned.get("file")
        if uploaded is not None:
            try:
                cleaned["text"] = text_of(uploaded)
            except ValidationError as error:
                self.add_error("file", error)
        elif not cleaned.get("text", "").strip():
            self.add_error("text", self.nothing)
        return cleaned
