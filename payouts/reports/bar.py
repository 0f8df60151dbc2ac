"""One bar for the whole fund: how wide each part is drawn. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """Where some of the fund is. key: for its colour and its ledger account; cents: 0 or more."""

    key: str
    title: str
    meaning: str
    cents: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part and where the bar shows it, in thousandths. share: a text such as "31.5 %"."""

    part: Part
    x: int
    width: int
    share: str


def drawn(parts: Sequence[Part]) -> list[Drawn]:
    """Lay the parts side by side over the whole bar; a part of nothing has no width.

    Edges are rounded, not widths, so that there is neither gap nor overlap.
    """
    whole = sum(part.cents for part in parts)
    found, before = [], 0
    for part in parts:
        x, end = (WIDTH * edge // whole if whole else 0 for edge in (before, before + part.cents))
        found.append(Drawn(part, x, end - x, _share(part.cents, whole)))
        before += part.cents
    return found


def _share(cents: int, whole: int) -> str:
    tenths = (cents * 1_000 + whole // 2) // whole if whole else 0
    if cents and not tenths:
        return "under 0.1 %"
    return f"{tenths // 10}.{tenths % 10} %"
