"""Whoever alters a row of what is left behind our back: `reconcile` says so, in every table."""

import pytest
from django.db import connection, transaction

from claims.filing.models import Claim
from payouts.reports.parity import compared
from payouts.residual.distributions import open_late, open_second
from payouts.residual.models import Disposal, DisposalKind
from payouts.residual.services import approve_disposal, make_disposal, pay_out
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, pay

pytestmark = pytest.mark.django_db

STEPS = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "1.00"
cy_pres = [{ name = "Legal Aid", percent = "70" }, { name = "Privacy Fund", percent = "30" }]
reserve = "20.00"
"""
ORDER = "Order of June 1, Dkt. 410"
ALTERED = {
    "a disposal moves another sum": "UPDATE payouts_disposal SET cents = cents + 1",
    "a disposal is of another kind": "UPDATE payouts_disposal SET kind = 'fallen' WHERE number = 1",
    "a disposal is not approved": "UPDATE payouts_disposal SET status = 'withdrawn'",
    "a portion is of another sum": "UPDATE payouts_portion SET cents = cents + 1",
    "a portion is owed to another": "UPDATE payouts_portion SET account = 'cy_pres:A friend'"
    " WHERE name = 'Legal Aid'",
    "a portion is not paid out": "UPDATE payouts_portion SET paid_at = NULL, paid_by_id = NULL,"
    " bank_reference = ''",
    "a portion is paid out": "UPDATE payouts_portion SET paid_at = now(), bank_reference = 'X',"
    " paid_by_id = (SELECT min(id) FROM settlement_user)",
    "there is another portion": "INSERT INTO payouts_portion (disposal_id, place, name, account,"
    " cents, payees, bank_reference) SELECT disposal_id, 5, name, account, cents, 0, ''"
    " FROM payouts_portion WHERE name = 'Legal Aid'",
    "an award that was given up is not": "DELETE FROM payouts_givenup",
    "another award is given up": "UPDATE payouts_givenup SET claim_id = (SELECT max(claim_id)"
    " FROM payouts_payment WHERE status = 'cleared')",
    "more is given up": "UPDATE payouts_givenup SET cents = cents + 1",
    "it was given up to another": "UPDATE payouts_givenup SET disposal_id ="
    " (SELECT id FROM payouts_disposal WHERE kind = 'cy_pres')",
    "less counts against who enters": "UPDATE payouts_entrant SET counted = '{}'",
    "nobody entered": "DELETE FROM payouts_entrant",
    "less counts against a measure": "UPDATE payouts_measure SET counted = '{}'",
    "less counts against a share": "UPDATE payouts_share SET counted = 0",
    "a share fell under the minimum": "UPDATE payouts_share SET outcome = 'dropped'"
    " WHERE run_id = (SELECT max(run_id) FROM payouts_share)",
    "another sum stays in reserve": "UPDATE payouts_run SET reserve_cents = 1 WHERE kind = 'first'",
    "no reserve was kept": "UPDATE payouts_run SET reserve_cents = 0 WHERE kind = 'first'",
    "a payment came back": "UPDATE payouts_payment SET status = 'returned'"
    " WHERE id = (SELECT max(id) FROM payouts_payment WHERE status = 'cleared')",
    "a payment did not come back": "UPDATE payouts_payment SET status = 'cleared'",
}
TABLES = ("disposal", "portion", "givenup", "entrant", "measure", "share", "run", "payment")


@pytest.fixture
def gone(alice: User, bob: User) -> Settlement:
    """A case whose money went every way: paid, late, given up, a second time, and to recipients,
    the first of whom has it."""
    settlement = case(residual=STEPS, net_cents=10_003)
    claims = [paying.approved_claim(settlement) for _ in range(3)]
    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob, returned=claims[:1])
    paying.approved_claim(settlement)
    run = approve(open_late(settlement=settlement, order=ORDER, by=alice, now=NOW), by=bob)
    pay(run, maker=alice, approver=bob)
    disposed(settlement, DisposalKind.RETURNED, alice, bob)
    run = approve(open_second(settlement=settlement, by=alice, now=NOW), by=bob)
    pay(run, maker=alice, approver=bob, returned=Claim.objects.filter(pk=claims[1].pk))
    disposed(settlement, DisposalKind.RETURNED, alice, bob)
    given = disposed(settlement, DisposalKind.CY_PRES, alice, bob)
    pay_out(disposal=given, place=1, bank_reference="WIRE-7", by=bob, now=NOW)
    assert agrees(settlement, by=bob)
    return settlement


def disposed(settlement: Settlement, kind: DisposalKind, maker: User, checker: User) -> Disposal:
    disposal = make_disposal(settlement=settlement, kind=kind, by=maker, now=NOW, order=ORDER)
    return approve_disposal(disposal=disposal, by=checker, now=NOW)


def test_what_was_altered_is_noticed(gone: Settlement, bob: User) -> None:
    for table in TABLES:
        paying.without_triggers(f"payouts_{table}")

    assert [what for what, alter in ALTERED.items() if unnoticed(gone, alter, by=bob)] == []


def unnoticed(settlement: Settlement, alter: str, *, by: User) -> bool:
    """Whether everything agrees with this change; it is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(alter)
        assert cursor.rowcount, alter
        agree = compared(settlement, by=by).agrees
        transaction.set_rollback(True)
    return agree
