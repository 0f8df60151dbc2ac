"""Whole cents. Dollars are text, cents are int, and nothing in between is ever a float."""

import re

_DOLLARS = re.compile(r"(?P<dollars>0|[1-9][0-9]{0,12})(?:\.(?P<cents>[0-9]{2}))?")


def cents_of(text: str) -> int:
    """Read "1234.56" or "1234" as whole cents.

    raises: ValueError for anything else: signs, commas, spaces, one or three decimals

    >>> cents_of("27.84")
    2784
    """
    match = _DOLLARS.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an amount in dollars and cents, such as 1234.56")
    return int(match["dollars"]) * 100 + int(match["cents"] or 0)


def dollars(amount_cents: int) -> str:
    """Write cents as plain dollars, as files and JSON want them.

    >>> dollars(-205), dollars(9200000000)
    ('-2.05', '92000000.00')
    """
    whole, cents = divmod(abs(amount_cents), 100)
    return f"{'-' if amount_cents < 0 else ''}{whole}.{cents:02d}"


def shown(amount_cents: int) -> str:
    """Write cents as people read them.

    >>> shown(9200000000), shown(-205)
    ('$92,000,000.00', '-$2.05')
    """
    whole, cents = divmod(abs(amount_cents), 100)
    return f"{'-' if amount_cents < 0 else ''}${whole:,}.{cents:02d}"
