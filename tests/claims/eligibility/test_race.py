"""Rival claims verified at the very same moment: one is approved, and nobody fails."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from claims.eligibility import services, statements
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.conftest import NOTHING, PUT_MEMBER, empty_list

RIVALS, ROUNDS = 4, 6
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


def rush_again(case: Settlement) -> list[str]:
    """Another rush for the same members, whose earlier claims are out of the way."""
    Claim.objects.filter(settlement=case).update(status="withdrawn", queue="")
    return rush(case)
