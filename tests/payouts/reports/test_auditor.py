"""The auditor's views stay as they are promised, and tell the whole way of a cent."""

import pytest
from django.db import DatabaseError, transaction

from claims.filing.models import Claim
from payouts.allocation.models import Run
from payouts.payments.services import approve_batch, make_batches
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying

pytestmark = pytest.mark.django_db

PROMISED = {  # design: the same in every version
    "member": "settlement, member_ref",
    "claim": "settlement, claim_ref, receipt, member_ref, state, received_at, idempotency_key",
    "entry": "settlement, txn, account, cents, created_at",
    "award": "settlement, award_ref, run_ref, run_state, claim_ref, measure, cents",
    "payment": "settlement, payment_ref, payee_ref, attempt, cents, state, trace, batch_ref",
    "payment_award": "payment_ref, award_ref, cents",
    "batch": "settlement, batch_ref, state, made_by, approved_by, file_sha256, cents, n",
    "bank_return": "file_sha256, trace, code, cents, applied",
    "transition": "entity, ref, from_state, to_state, actor, at, seq",
    "job": "job_ref, kind, state, attempts, due",
    "run": "settlement, run_ref, state, made_by, approved_by, net_cents, awarded_cents,"
    " residual_cents, distribution",
}
COLUMNS = """
    SELECT table_name, string_agg(column_name, ', ' ORDER BY ordinal_position)
      FROM information_schema.columns WHERE table_schema = 'auditor' GROUP BY table_name
"""
NOT_TEXT = """
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'auditor' AND data_type <> 'text'
       AND (column_name LIKE '%%\\_ref' OR column_name IN ('settlement', 'state', 'trace', 'ref'))
"""


def test_names_and_columns_are_those_promised() -> None:
    assert dict(sql.rows(COLUMNS)) == PROMISED


def test_every_reference_is_text() -> None:
    assert sql.rows(NOT_TEXT) == []


@pytest.mark.parametrize("view", PROMISED)
def test_nobody_writes_to_a_view(view: str) -> None:
    with pytest.raises(DatabaseError, match="cannot delete from view"), transaction.atomic():
        sql.run(f"DELETE FROM auditor.{view}")  # noqa: S608 - a name of this module


def test_the_views_tell_a_payments_way_from_claim_to_file(
    settlement: Settlement, alice: User, bob: User
) -> None:
    paying.fund(settlement)
    claim = paying.approved_claim(settlement)
    run = paying.run_over({claim: 2784}, maker=alice, approver=bob)
    (batch,) = make_batches(run=run, by=alice, now=NOW)
    approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)

    (seen,) = sql.dicts("SELECT * FROM auditor.claim")
    assert seen["claim_ref"] == seen["receipt"] == claim.number
    assert seen["member_ref"] == str(claim.member_no)
    assert seen["idempotency_key"] == str(claim.submissions.get().key)
    way = sql.dicts("""
        SELECT a.claim_ref, a.cents, p.payee_ref, p.state, p.trace, b.file_sha256, b.made_by,
               b.approved_by, b.n, b.state AS batch_state, a.run_state
          FROM auditor.award a
          JOIN auditor.payment_award pa USING (award_ref)
          JOIN auditor.payment p USING (payment_ref)
          JOIN auditor.batch b USING (batch_ref)
    """)
    assert way == [
        {
            "claim_ref": claim.number,
            "cents": 2784,
            "payee_ref": claim.number,
            "state": "ready",
            "trace": "1001",
            "file_sha256": batch.file_sha256,
            "made_by": alice.email,
            "approved_by": bob.email,
            "n": 1,
            "batch_state": "approved",
            "run_state": "approved",
        }
    ]
    moves = sql.rows("""
        SELECT from_state, to_state, actor FROM auditor.transition WHERE entity = 'batch'
    """)
    assert moves == [("made", "approved", bob.email)]


def test_what_waits_is_a_job(settlement: Settlement, run_less_claim: Claim) -> None:
    assert sql.rows("SELECT job_ref, state FROM auditor.job WHERE kind LIKE 'verification%%'") == [
        (f"verification/{run_less_claim.number}", "open")
    ]


@pytest.fixture
def run_less_claim(settlement: Settlement) -> Claim:
    claim = paying.approved_claim(settlement)
    Claim.objects.filter(pk=claim.pk).update(status="filed")
    return claim


def test_a_run_shows_its_sums(settlement: Settlement, alice: User, bob: User) -> None:
    paying.fund(settlement)
    run: Run = paying.run_over(
        {paying.approved_claim(settlement): 700_000}, maker=alice, approver=bob
    )

    assert sql.rows(
        "SELECT run_ref, net_cents, awarded_cents, residual_cents, distribution FROM auditor.run"
    ) == [(run.audit_ref, 700_000, 700_000, 0, 1)]
