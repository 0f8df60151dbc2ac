"""A settlement file on disk: its text, or one sentence that says why it cannot be read."""

from pathlib import Path

from settlement.errors import Refusal
from settlement.terms.toml_text import MAX_BYTES


class Unreadable(Refusal):
    """The file is not there, not ours to read, too large, or not text."""


def text_of(path: Path) -> str:
    """The file's text, unchanged to the last line end, so that its SHA-256 is the file's."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise Unreadable(f"{path} cannot be read: {reason}.") from error
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"{path} is larger than {MAX_BYTES:,} bytes; no settlement file is. Name the right one."
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"{path} is not UTF-8 text: its line {line} has other bytes. Save it as UTF-8."
        ) from error
