"""A case does not end while money is left that nobody has."""

import pytest

from payouts.reports.ending import still_open
from payouts.residual.models import DisposalKind
from payouts.residual.services import approve_disposal, make_disposal, pay_out
from settlement.accounts.models import User
from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.residual.carrying import approved_run, case, pay

pytestmark = pytest.mark.django_db


def opened(settlement: Settlement) -> list[str]:
    Notice.objects.all().delete()
    return still_open(settlement, roster_only=False)


def test_what_is_left_keeps_a_case_open_until_it_is_paid_out(alice: User, bob: User) -> None:
    settlement = case(residual='steps = ["escheat", "revert"]\nreserve = "20.00"')
    lost = paying.approved_claim(settlement, state="NY")
    run = approved_run(settlement, maker=alice, approver=bob)
    assert opened(settlement) == [
        "$80.00 is still in awarded, not yet paid.",
        "$20.00 is still in reserve.",
    ]

    pay(run, maker=alice, approver=bob, returned=[lost])
    assert opened(settlement) == ["$20.00 is still in reserve.", "$80.00 is still in returned."]

    for kind in (DisposalKind.ESCHEAT, DisposalKind.REVERT):
        disposal = make_disposal(settlement=settlement, kind=kind, by=alice, now=NOW)
        assert "waits for approval." in " ".join(opened(settlement))
        approve_disposal(disposal=disposal, by=bob, now=NOW)
        pay_out(disposal=disposal, place=1, bank_reference=f"WIRE {kind}", by=bob, now=NOW)

    assert opened(settlement) == []


def test_what_is_due_to_a_recipient_keeps_a_case_open(alice: User, bob: User) -> None:
    settlement = case(residual='steps = ["revert"]\nreserve = "20.00"')
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    disposal = make_disposal(settlement=settlement, kind=DisposalKind.REVERT, by=alice, now=NOW)

    approve_disposal(disposal=disposal, by=bob, now=NOW)

    assert opened(settlement) == ["$20.00 was not paid to The defendant yet."]
