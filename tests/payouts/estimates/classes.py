"""Plain functions for tests of estimates: plans, and classes with what was counted of them."""

import re
from fractions import Fraction

from payouts.estimates import counting
from payouts.estimates.composition import Filed
from payouts.estimates.models import Tally, TallyOf
from settlement.identifiers import flags as roster_flags
from settlement.settings import BASE_DIR
from settlement.terms.models import Settlement
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of
from tests import make

FLAG = "illinois_creator"
CREATED = "created_in_illinois"
NOTICE = [({FLAG: False}, 87_600_000), ({FLAG: True}, 1_400_000)]


def tiktok_text(*, deductions: bool = False) -> str:
    """The default case's file; as its notice reckoned, without deductions."""
    text = (BASE_DIR / "settlements" / "tiktok.toml").read_text()
    return (
        text if deductions else re.sub(r"(?s)\[\[fund\.deductions\]\].*?(?=\[roster\])", "", text)
    )


def notice() -> Terms:
    return parse_terms(tiktok_text(), file_name="tiktok.toml")


def small(points: str = "6 if created_in_illinois else 1", *, more: str = "") -> Terms:
    return parse_terms(small_text(points, more=more), file_name="small.toml")


def small_text(points: str = "6 if created_in_illinois else 1", *, more: str = "") -> str:
    """The small case under another rule; more: keys of its tranche besides."""
    text = (make.DATA / "small.toml").read_text()
    return text.replace(
        'points = "6 if created_in_illinois else 1"', f'points = "{points}"\n{more}'
    )


def filed(count: int, flag: bool | None = None, *, paper: bool = False, **answers: object) -> Filed:
    return Filed(answers=answers, flags={FLAG: flag}, paper=paper, count=Fraction(count))


def counted(settlement: Settlement, *, members: dict[bool | None, int]) -> Tally:
    """The class as if its list had been counted. members: by the flag"""
    terms = terms_of(settlement)
    names = terms.roster.flags
    lines = [
        [roster_flags.encode({FLAG: flag}, names=names), count] for flag, count in members.items()
    ]
    return Tally.objects.create(
        settlement=settlement,
        of=TallyOf.CLASS,
        reads=counting.reads(terms),
        lines=lines,
        total=sum(members.values()),
        counted_at=make.NOW,
    )
