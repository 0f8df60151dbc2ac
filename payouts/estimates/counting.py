"""Count the class and the claims by what the plan reads, off the request, and keep the counts."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256

from django.db import transaction

from claims.filing.models import ClaimStatus
from payouts.allocation.freezing import bits_that_matter, unpacked
from payouts.estimates import statements
from payouts.estimates.composition import Filed
from payouts.estimates.models import Tally, TallyOf
from payouts.estimates.statements import Look
from settlement import sql
from settlement.identifiers import flags as roster_flags
from settlement.roster.in_use import found_in_use, last_change
from settlement.sealed import canonical
from settlement.terms.answers import Flags
from settlement.terms.models import Settlement
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of

ALIVE = (
    ClaimStatus.FILED,
    ClaimStatus.IN_REVIEW,
    ClaimStatus.DEFICIENT,
    ClaimStatus.APPROVED,
)
MOST_LINES = 1_000  # a page is made of them again and again
OFTEN = timedelta(minutes=10)
SHARE_OF_TIME = 100  # counting takes at most a hundredth of the time

ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))"


def look_of(terms: Terms) -> Look:
    """What of the claims the plan of these terms reads."""
    read = terms.read_by_plan
    return Look(
        flags=bits_that_matter(terms),
        paper="paper" in read,
        unread=tuple(each.key for each in terms.questions if each.key not in read),
    )


def reads(terms: Terms) -> str:
    """A hash of what the plan reads: counts of one plan serve another that reads the same."""
    look = look_of(terms)
    names = [sorted(terms.read_by_plan), look.flags, [*terms.roster.flags]]
    return sha256(canonical(names)).hexdigest()


def count_due(*, settlement: Settlement, now: datetime) -> list[Tally]:
    """Count what was not counted, or what may have changed since. Return what was counted.

    While another worker counts for this case, nothing is done.
    """
    terms = terms_of(settlement)
    with transaction.atomic():
        if not sql.value(ALONE, name=f"counting case {settlement.pk}"):
            return []
        counted = []
        if _class_is_due(settlement, terms):
            counted.append(count_class(settlement=settlement, now=now))
        if _claims_are_due(settlement, terms, now=now):
            counted.append(count_claims(settlement=settlement, now=now))
        return counted


@transaction.atomic
def count_class(*, settlement: Settlement, now: datetime) -> Tally:
    """Count the members of the list in use by the flags that the plan reads; 0 without a list."""
    terms, in_use = terms_of(settlement), found_in_use(settlement)
    change = last_change(settlement)  # asked before: a change that comes meanwhile is noticed
    lines, took_ms = _timed(
        lambda: (
            statements.count_class(settlement_id=settlement.pk, flags=bits_that_matter(terms))
            if in_use
            else []
        )
    )
    return _keep(
        settlement,
        TallyOf.CLASS,
        reads=reads(terms),
        list_id=in_use.pk if in_use else None,
        change_id=change,
        lines=lines,
        total=sum(count for _flags, count in lines),
        counted_at=now,
        took_ms=took_ms,
    )


@transaction.atomic
def count_claims(*, settlement: Settlement, now: datetime) -> Tally:
    """Count the claims that are not decided against, by what the plan reads of them."""
    terms = terms_of(settlement)
    (lines, total), took_ms = _timed(
        lambda: statements.sample_claims(
            look_of(terms), settlement_id=settlement.pk, statuses=ALIVE, most=MOST_LINES
        )
    )
    return _keep(
        settlement,
        TallyOf.CLAIMS,
        reads=reads(terms),
        lines=lines,
        total=total,
        counted_at=now,
        took_ms=took_ms,
    )


def listed_in(tally: Tally | None, terms: Terms) -> list[tuple[Flags, int]]:
    """The class by its flags; empty where it was not counted for this plan."""
    if tally is None or tally.reads != reads(terms):
        return []
    names = terms.roster.flags
    return [(roster_flags.decode(packed, names=names), count) for packed, count in tally.lines]


def filed_in(tally: Tally | None, terms: Terms) -> list[Filed]:
    """The claims by their answers; empty where they were not counted for this plan."""
    if tally is None or tally.reads != reads(terms) or not tally.total:
        return []
    scale = Fraction(tally.total, sum(count for _text, count in tally.lines))
    return [Filed(**unpacked(text, terms), count=count * scale) for text, count in tally.lines]


def _class_is_due(settlement: Settlement, terms: Terms) -> bool:
    in_use = found_in_use(settlement)
    return not Tally.objects.filter(
        settlement=settlement,
        of=TallyOf.CLASS,
        reads=reads(terms),
        list_id=in_use.pk if in_use else None,
        change_id=last_change(settlement),
    ).exists()


def _claims_are_due(settlement: Settlement, terms: Terms, *, now: datetime) -> bool:
    kept = Tally.objects.filter(settlement=settlement, of=TallyOf.CLAIMS, reads=reads(terms))
    tally = kept.defer("lines").first()
    if tally is None:
        return True
    pause = max(OFTEN, SHARE_OF_TIME * timedelta(milliseconds=tally.took_ms))
    return now - tally.counted_at >= pause


def _keep(settlement: Settlement, of: TallyOf, **values: object) -> Tally:
    return Tally.objects.update_or_create(
        settlement=settlement, of=of, defaults={"list_id": None, "change_id": None} | values
    )[0]


def _timed[T](count: Callable[[], T]) -> tuple[T, int]:
    begun = time.perf_counter()
    counted = count()
    return counted, int(1000 * (time.perf_counter() - begun))
