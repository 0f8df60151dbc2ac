"""Two searches for one claim at the same moment keep what one of them found, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from claims.filing.models import Claim
from claims.nearmisses import statements
from claims.nearmisses.models import NearMiss
from settlement.accounts.models import User
from settlement.roster.models import RosterImport
from tests import make

SEARCHERS = 4


@pytest.fixture
def searched(transactional_db: None) -> tuple[Claim, statements.List]:
    """A claim for which somebody searched before and found nobody, and the list in which."""
    settlement = make.settlement()
    claim = make.claim(settlement, status="in_review")
    made_by = User.objects.service("tests")
    row = RosterImport.objects.create(settlement=settlement, files=[], sha256="", made_by=made_by)
    of = statements.List(row.pk, None)
    statements.put_searches([(claim.pk, 1, [])], of=of, now=make.NOW)
    return claim, of


def keep(
    claim: Claim, of: statements.List, *, between: Callable[[], object] = lambda: None
) -> None:
    with transaction.atomic():
        statements.put_searches([(claim.pk, 1, [7])], of=of, now=make.NOW)
        between()
        NearMiss.objects.create(
            search_id=claim.pk, member_no=7, score=30, found_by=[], waterfall=[]
        )


def rush(
    claim: Claim, of: statements.List, *, between: Callable[[], object] = lambda: None
) -> list[bool]:
    """Keep from several threads at once; return for each whether it was refused."""
    together = Barrier(SEARCHERS, timeout=10)

    def search(_n: int) -> bool:
        together.wait()
        try:
            keep(claim, of, between=between)
        except IntegrityError:
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(SEARCHERS) as pool:
        return [*pool.map(search, range(SEARCHERS))]


def test_what_is_found_is_kept_once(searched: tuple[Claim, statements.List]) -> None:
    assert not any(rush(*searched))

    assert NearMiss.objects.count() == 1


def test_where_nobody_waits_for_another_search_they_collide(
    searched: tuple[Claim, statements.List], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: it is the search's row that keeps them apart."""
    waits, _, _ = statements.PUT_SEARCHES.partition("DO UPDATE")
    monkeypatch.setattr(statements, "PUT_SEARCHES", f"{waits} DO NOTHING")

    refused = rush(*searched, between=Barrier(SEARCHERS, timeout=10).wait)

    assert any(refused)
