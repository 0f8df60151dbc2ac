"""Rival claims verified at the very same moment: one is approved, and nobody fails."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from claims.eligibility import services, statements
from claims.eligibility.models import Verdict
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.conftest import NOTHING, PUT_MEMBER, empty_list

RIVALS, ROUNDS = 4, 6
PATIENCE_SECONDS = 20
SOMEBODY_WAITS = """
    SELECT EXISTS (SELECT FROM pg_locks w JOIN pg_locks h ON h.transactionid = w.transactionid
                    WHERE NOT w.granted AND h.pid = pg_backend_pid())
"""
TRIES = 30  # without the lock most rushes collide, not every one


@pytest.fixture
def case(transactional_db: None) -> Settlement:
    settlement = make.settlement()
    empty_list(settlement)
    for no in range(1, ROUNDS + 1):
        member = {"member_no": no, "name_key": no, "email_key": no, "flags": 0}
        sql.run(PUT_MEMBER, **{**NOTHING, **member, "settlement_id": settlement.pk})
    return settlement


def rush(case: Settlement) -> list[str]:
    """Verify rivals for each member at once; return the names of the errors."""
    by, together = User.objects.service("eligibility"), Barrier(RIVALS)

    def verify(claim: Claim) -> str:
        together.wait()
        try:
            services.verify_one(claim=claim, by=by, now=make.NOW)
        except IntegrityError as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    errors: list[str] = []
    for no in range(1, ROUNDS + 1):
        rivals = [make.claim(case, name_key=no, email_key=no) for _n in range(RIVALS)]
        with ThreadPoolExecutor(RIVALS) as pool:
            errors += pool.map(verify, rivals)
    return [error for error in errors if error]


def test_one_of_the_rivals_is_approved(case: Settlement) -> None:
    assert rush(case) == []

    approved = Claim.objects.filter(status="approved").values_list("member_no", flat=True)
    assert sorted(no for no in approved if no is not None) == [*range(1, ROUNDS + 1)]
    assert Claim.objects.filter(queue="already_claimed").count() == ROUNDS * (RIVALS - 1)


def test_without_the_lock_the_index_has_to_refuse(
    case: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the rush is one, and the lock is what keeps rivals apart."""

    def nothing(**_case: object) -> None:
        """No lock."""

    monkeypatch.setattr(statements, "decide_alone", nothing)

    assert any("IntegrityError" in rush_again(case) for _try in range(TRIES))


def test_what_is_withdrawn_while_it_is_decided_gets_no_verdict_and_no_event(
    case: Settlement,
) -> None:
    by = User.objects.service("eligibility")
    claim, other = (make.claim(case, name_key=no, email_key=no) for no in (1, 2))

    def verify() -> int:
        try:
            return services.verify_range(
                settlement=case, first=claim.pk, last=other.pk, by=by, now=make.NOW
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            claim.move("withdrawn", by=by, why="The claimant asked.")
            verifying = pool.submit(verify)
            wait_for_a_lock()
        assert verifying.result() == 1

    of_claim = Event.objects.filter(entity="claim", ref=claim.number)
    assert [each.kind for each in of_claim] == ["claim.withdrawn"]
    assert [verdict.claim_id for verdict in Verdict.objects.all()] == [other.pk]
    claim.refresh_from_db()
    assert claim.status == "withdrawn"


def wait_for_a_lock() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not sql.value(SOMEBODY_WAITS):
        assert time.monotonic() < deadline, "Nobody waited for the claim that is being withdrawn."
        time.sleep(0.01)


def rush_again(case: Settlement) -> list[str]:
    """Another rush for the same members, whose earlier claims are out of the way."""
    Claim.objects.filter(settlement=case).update(status="withdrawn", queue="")
    return rush(case)
