"""Pure: what people type or paste, brought into one form before it is judged and kept.

Kept: every script, right-to-left letters, accents, emoji. Changed: composed to NFC; runs of blanks
become one. Taken out silently: characters that draw nothing. Phones wrap a copied number in marks
of writing direction, so refusing these would refuse honest people at a field that looks right;
keeping them would let one field reorder the text around it on a reviewer's screen or a check.
Refused by `unprintable`: control characters and broken surrogates, of which nobody can say what
was meant, and of which PostgreSQL stores none or JSON no single form.
"""

import re
import unicodedata

_DRAWS_NOTHING = dict.fromkeys(
    [
        0x00AD,  # soft hyphen
        0x061C,  # Arabic letter mark
        0x200B,  # zero width space (its joining sisters stay: emoji and Persian need them)
        0x200E,  # left-to-right mark
        0x200F,  # right-to-left mark
        *range(0x202A, 0x202F),  # embeddings and overrides of direction
        *range(0x2060, 0x2065),  # word joiner, invisible operators
        *range(0x2066, 0x206A),  # isolates of direction
        0xFEFF,  # byte order mark
    ]
)
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TOO_LONG_TO_CLEAN = 4_000  # composing a megabyte of accents takes minutes


def clean(text: str) -> str:
    """One line in its canonical form. What is far too long comes back as it is, to be refused.

    >>> clean("  Zoe\u0308   Nu\u0301n\u0303ez\u200f ")
    'Zoë Núñez'
    """
    if len(text) > _TOO_LONG_TO_CLEAN:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_DRAWS_NOTHING))
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """Text of several lines in its canonical form; blank lines at its ends go."""
    if len(text) > _TOO_LONG_TO_CLEAN:
        return text
    return "\n".join(clean(line) for line in text.splitlines()).strip("\n")


def unprintable(text: str) -> bool:
    """Whether cleaned text still holds a control character or half of a character."""
    return _UNPRINTABLE.search(text) is not None


def has_letter(text: str) -> bool:
    """Whether there is a letter of any script in it."""
    return any(map(str.isalpha, text))
