"""Two reviewers never take the same claim, however close they are."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from claims.review import services, statements
from claims.review.models import Assignment
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make

REVIEWERS, CLAIMS = 4, 24


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    return [make.user("reviewer", name=f"Reviewer{n}") for n in range(REVIEWERS)]


def rush(people: list[User], settlement: Settlement) -> list[tuple[int, int]]:
    """Let everybody take claims at once, putting each aside; return (claim, reviewer)."""
    together = Barrier(len(people))

    def work(person: User) -> list[tuple[int, int]]:
        taken = []
        together.wait()
        try:
            while (claim_id := take(person)) is not None:
                taken.append((claim_id, person.pk))
        finally:
            connection.close()
        return taken

    def take(person: User) -> int | None:
        return statements.take_next(
            settlement_id=settlement.pk,
            queue="name_differs",
            by=person.pk,
            now=make.NOW,
            until=make.NOW + services.HOLD,
        )

    with ThreadPoolExecutor(len(people)) as pool:
        return [each for taken in pool.map(work, people) for each in taken]


@pytest.fixture
def settled(transactional_db: None) -> Settlement:
    settlement = make.settlement()
    for _n in range(CLAIMS):
        make.claim(settlement, status="in_review")
    return settlement


def test_each_claim_is_taken_once(people: list[User], settled: Settlement) -> None:
    taken = rush(people, settled)

    assert len(taken) == len({claim for claim, _person in taken}) <= CLAIMS
    assert {(held.claim_id, held.by_id) for held in Assignment.objects.all()} == set(taken)


def test_where_others_holds_do_not_count_claims_are_taken_twice(
    people: list[User], settled: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the rush is one, and it is the hold that keeps reviewers apart."""
    unguarded = statements.TAKE_NEXT.replace("WHERE held.until <= %(now)s", "").replace(
        "AND a.until > %(now)s", "AND a.until > %(now)s AND a.by_id = %(by)s"
    )
    monkeypatch.setattr(statements, "TAKE_NEXT", unguarded)

    taken = rush(people, settled)

    assert len(taken) > len({claim for claim, _person in taken})
