"""Plain functions for tests of payments: a funded case, and an approved run with its awards."""

import uuid
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import connection

from claims.filing import services as filing
from claims.filing.models import Claim, ClaimStatus
from claims.filing.services import Receipt
from payouts.allocation.models import Award, Measure, Run, RunStatus, Snapshot
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, NET, RESIDUAL, credit, debit
from settlement.accounts.models import User
from settlement.terms.models import Settlement, TermsVersion
from settlement.terms.services import terms_of, version_of
from tests import make

BANK = {"payment_method": "ach", "routing": "091000019", "account_type": "checking"}


def fund(settlement: Settlement) -> None:
    """The bank confirms the whole fund, and the court's deductions are posted."""
    ledger.confirm_funding(
        settlement=settlement,
        amount_cents=terms_of(settlement).fund.gross_cents,
        bank_reference="WIRE-1",
        by=User.objects.service("tests"),
        now=make.NOW,
    )


def amend(settlement: Settlement, text: str) -> None:
    """The next version of the case's file."""
    TermsVersion.objects.create(
        settlement=settlement,
        number=settlement.versions.count() + 1,
        file_name="small.toml",
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        reason="The court amended the plan.",
        adopted_at=make.NOW,
        adopted_by=User.objects.service("tests"),
    )


def approved_claim(settlement: Settlement, **contents: Any) -> Claim:
    """A claim that was filed with these contents, matched to a member and approved."""
    if contents.get("payment_method") == "ach":
        contents = BANK | {"account": f"{Claim.objects.count():06}7"} | contents
    (receipt,) = filing.file_many(
        settlement=settlement,
        batch=[(uuid.uuid4(), make.contents(**contents))],
        by=User.objects.service("tests"),
        now=make.NOW,
        notify=False,
    )
    assert isinstance(receipt, Receipt), receipt
    claim = Claim.objects.get(pk=receipt.claim_id)
    claim.move(
        ClaimStatus.APPROVED,
        by=User.objects.service("tests"),
        member_no=claim.pk,
        rule="exact",
    )
    return claim


def awarded(
    settlement: Settlement,
    awards: Mapping[Claim, int],
    *,
    maker: User,
    preliminary: bool = False,
) -> Run:
    """A computed run that gives these cents and waits for approval."""
    net_cents, awarded_cents = terms_of(settlement).net_cents, sum(awards.values())
    run = Run.objects.create(
        settlement=settlement,
        number=Run.objects.filter(settlement=settlement).count() + 1,
        preliminary=preliminary,
        terms_version=version_of(settlement),
        made_by=maker,
    )
    Measure.objects.create(run=run, number=1, answers={}, claims=len(awards))
    Snapshot.objects.bulk_create(
        Snapshot(
            run=run,
            claim=claim,
            claim_number=claim.number,
            claim_version=claim.version,
            member_no=claim.member_no or 0,
            measure=1,
        )
        for claim in awards
    )
    run.move(RunStatus.FROZEN, by=maker)
    Award.objects.bulk_create(
        Award(run=run, claim=claim, measure=1, cents=cents) for claim, cents in awards.items()
    )
    run.move(
        RunStatus.CLOSED,
        by=maker,
        net_cents=net_cents,
        awarded_cents=awarded_cents,
        residual_cents=net_cents - awarded_cents,
    )
    return run


def run_over(
    awards: Mapping[Claim, int], *, maker: User, approver: User, preliminary: bool = False
) -> Run:
    """An approved run that awards these cents, posted in the ledger."""
    settlement = next(iter(awards)).settlement
    run = awarded(settlement, awards, maker=maker, preliminary=preliminary)
    run.move(RunStatus.APPROVED, by=approver, approved_by=approver, approved_at=make.NOW)
    ledger.post(
        settlement=settlement,
        kind="run",
        ref=run.audit_ref,
        legs=[
            debit(NET, run.net_cents or 0),
            credit(AWARDS, run.awarded_cents or 0),
            credit(RESIDUAL, run.residual_cents or 0),
        ],
        memo=f"Run {run.number} approved",
        by=approver,
    )
    return run


def without_triggers(table: str) -> None:
    """Take a table's triggers away until the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
