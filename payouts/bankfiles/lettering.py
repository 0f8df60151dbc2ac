"""Text as banks take it: plain capitals, accents folded, everything else replaced. Pure."""

import re
import unicodedata

# Letters that Unicode does not take apart into a plain letter and its mark.
_SPELT = str.maketrans(
    {
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Ð": "D",
        "Đ": "D",
        "Ł": "L",
        "Þ": "TH",
        "Ħ": "H",
        "Ŋ": "NG",
        "Ŧ": "T",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
    }
)
_MARKS = re.compile(r"[\u0300-\u036f]")
# No "=", "+", "@" and no separator of cells: no text from here can start a spreadsheet's formula.
_REPLACED = re.compile(r"[^A-Z0-9 .'&/()#-]+")
_SPACES = re.compile(r" {2,}")


def bank_text(text: str, *, width: int | None = None) -> str:
    """Letters, digits, spaces and .'&/()#- alone, cut at `width`; may come out empty.

    What has no plain letter becomes a space, runs of spaces one, and text does not begin with
    a hyphen.

    >>> bank_text("José Núñez-Ortiz"), bank_text("=1+1"), bank_text("李 Lee 😀")
    ('JOSE NUNEZ-ORTIZ', '1 1', 'LEE')
    """
    # upper() first: it spells ß as SS and the ligatures of fonts as letters.
    spelt = unicodedata.normalize("NFKD", text.upper().translate(_SPELT))
    plain = _SPACES.sub(" ", _REPLACED.sub(" ", _MARKS.sub("", spelt).upper()))
    return plain.lstrip(" -")[:width].rstrip()
