"""Pure: exact numbers as people read them. What does not end within ten decimals is cut there, as
in the run's figures, and says so with "…"."""

from fractions import Fraction
from math import floor

PLACES = 10
PARTS = 10_000_000_000  # so many make one
CENT_PLACES = 2


def decimal(number: Fraction, *, least: int = 0) -> str:
    """A number that is not negative, with at least so many decimals.

    >>> decimal(Fraction(22088725, 10)), decimal(Fraction(1, 3)), decimal(Fraction(5), least=2)
    ('2,208,872.5', '0.3333333333…', '5.00')
    """
    whole, places = divmod(floor(number * PARTS), PARTS)
    shown = f"{places:0{PLACES}d}".rstrip("0").ljust(least, "0")
    return f"{whole:,}{'.' if shown else ''}{shown}{'' if ends(number) else '…'}"


def money(cents: Fraction) -> str:
    """Cents, or a fraction of one, in dollars.

    >>> money(Fraction(2784)), money(Fraction(100, 3))
    ('$27.84', '$0.3333333333…')
    """
    return f"${decimal(cents / 100, least=CENT_PLACES)}"


def ends(number: Fraction) -> bool:
    """Whether ten decimals say the number exactly."""
    return PARTS % number.denominator == 0


def fraction(number: Fraction) -> str:
    """The number as a fraction in lowest terms.

    >>> fraction(Fraction(1000, 30))
    '100/3'
    """
    return f"{number.numerator:,}/{number.denominator:,}"
