"""A run divides by what a person allowed of an amount, and notices where that changes."""

import pytest

from claims.filing.models import Claim
from payouts.allocation import services
from payouts.allocation.models import Award, Run, Share
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.claims import losses
from tests.make import NOW
from tests.payouts.allocation.running import finished
from tests.payouts.paying import fund

CLAIMED = {"created_in_illinois": False, "loss": "1000.00"}


@pytest.fixture
def settlement(db: None) -> Settlement:
    return make.settlement(text=losses.text())


def paid_for_losses(run: Run) -> dict[int, int]:
    """Cents of the tranche of losses, by claim."""
    shares = dict(
        Share.objects.filter(run=run, tranche="main.losses").values_list("measure", "cents")
    )
    awards = Award.objects.filter(run=run)
    return {award.claim_id: shares.get(award.measure, 0) for award in awards}


def test_what_is_allowed_stands_for_what_is_claimed(settlement: Settlement, alice: User) -> None:
    whole = make.claim(settlement, status="approved", answers=CLAIMED)
    part, none = (
        make.claim(settlement, status="approved", answers=CLAIMED, allowed={"loss": allowed})
        for allowed in ("600.00", "0.00")
    )

    run = finished(settlement, by=alice)

    assert paid_for_losses(run) == {whole.pk: 100_000, part.pk: 60_000, none.pk: 0}
    assert {measure.answers["loss"] for measure in run.measures.all()} == {
        "1000.00",
        "600.00",
        "0.00",
    }


def test_a_run_is_not_approved_where_another_amount_was_allowed_since_the_freeze(
    settlement: Settlement, alice: User, bob: User
) -> None:
    fund(settlement)
    allowed = {"allowed": {"loss": "600.00"}, "allowed_version": 1}
    claim = make.claim(settlement, status="approved", answers=CLAIMED, **allowed)
    run = finished(settlement, by=alice)
    here = Claim.objects.filter(pk=claim.pk)
    here.update(status="in_review", queue="reopened", allowed={"loss": "700.00"}, allowed_version=2)
    here.update(status="approved", queue="")

    with pytest.raises(services.ClaimsChanged, match="1 claim changed since"):
        services.approve_run(run=run, by=bob, now=NOW)
