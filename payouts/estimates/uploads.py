"""A file that staff upload in place of typed text."""

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
