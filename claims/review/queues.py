"""Which claims wait in which queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from claims.eligibility import wording
from claims.eligibility.rules import RULES
from claims.filing.models import Claim, ClaimStatus
from claims.review import statements
from claims.review.models import Assignment
from settlement.accounts.models import User
from settlement.terms.models import Settlement

REOPENED = "reopened"
ORDER = (REOPENED, *(rule.queue for rule in RULES if rule.queue))
"""The queues in the order in which work is suggested: what fails soonest or costs most, first."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Claims of one case that wait for the same reason. claims: how many, held or not."""

    key: str
    claims: int
    oldest: datetime

    @property
    def title(self) -> str:
        return title(self.key)

    @property
    def why(self) -> str:
        return wording.RULES[self.key].staff if self.key in wording.RULES else ""


def title(key: str) -> str:
    """A queue's name."""
    return wording.RULES[key].title if key in wording.RULES else key


def all_queues() -> dict[Settlement, list[Queue]]:
    """The queues of every case that has one, in their order."""
    found = statements.queues()
    by_case = {
        settlement_id: _in_order(Queue(key, claims, oldest) for _, key, claims, oldest in rows)
        for settlement_id, rows in groupby(found, key=lambda row: row[0])
    }
    cases = Settlement.objects.filter(pk__in=by_case).order_by("slug")
    return {case: by_case[case.pk] for case in cases}


def _in_order(queues: Iterable[Queue]) -> list[Queue]:
    place = {key: number for number, key in enumerate(ORDER)}
    return sorted(queues, key=lambda queue: (place.get(queue.key, len(place)), queue.key))


def waiting(*, settlement: Settlement, queue: str) -> QuerySet[Claim]:
    """The claims of one queue, the earliest received first."""
    return Claim.objects.filter(
        settlement=settlement, status=ClaimStatus.IN_REVIEW, queue=queue
    ).order_by("received_at", "pk")


def held_by(user: User, *, now: datetime) -> QuerySet[Assignment]:
    """What a reviewer holds at `now`."""
    return Assignment.objects.filter(
        Q(until__gt=now), by=user, claim__status=ClaimStatus.IN_REVIEW
    ).select_related("claim__settlement")
