"""A loss of $1,000.00, of which $600.00 are allowed, from its filing to the run that pays by it."""

import re

import pytest
from django.test import Client

from claims.filing import access
from claims.filing.models import Claim
from payouts.allocation import services
from payouts.allocation.models import Award, RunStatus, Share
from payouts.payments.waiting import fallen, held_back
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.claims import losses
from tests.claims.review.conftest import Filed, filed  # noqa: F401
from tests.payouts.allocation.running import finished
from tests.payouts.paying import fund


@pytest.fixture
def settlement(db: None) -> Settlement:
    """Losses alone are paid: the shares apply to nobody."""
    text = losses.text().replace('applies_if = "true"', 'applies_if = "false"')
    return make.settlement(text=text)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'type="hidden"\s+name="(version|verdict|allowed)"\s+value="(\d+)"', page)
    return dict(found[:3])


def decide(client: Client, claim: Claim, *, amount: str, reviewer: User) -> None:
    """Take the claim, allow an amount of its loss and approve it, on the pages of the desk."""
    client.force_login(reviewer)
    here = f"/staff/claims/{claim.public_id}/"
    client.post("/staff/claims/take/small/")
    sent = {"amount": amount, "reason": "no_document"}
    client.post(f"{here}allow/loss/", hidden(client.get(here).content.decode()) | sent)
    approval = hidden(client.get(here).content.decode()) | {"outcome": "approved"}
    assert client.post(f"{here}decide/", approval).status_code == 302
    claim.refresh_from_db()
    assert claim.status == "approved"
    client.logout()


def test_a_loss_is_paid_by_what_was_allowed_of_it(
    client: Client,
    settlement: Settlement,
    filed: Filed,  # noqa: F811
    alice: User,
    bob: User,
) -> None:
    fund(settlement)
    claim = filed(
        first_name="Ana",
        last_name="Brown-Nunez",
        email="ana.brown@gmail.com",
        phone="",
        signature="Ana Brown-Nunez",
        answers={"created_in_illinois": True, "loss": "1000.00"},
    )
    assert (claim.status, claim.queue) == ("in_review", "evidence_to_check")

    decide(client, claim, amount="600.00", reviewer=alice)
    run = finished(settlement, by=alice)

    assert Award.objects.get(run=run).cents == 60_000
    assert Share.objects.get(run=run, tranche="main.losses").points == 600
    number_and_code = {"number": claim.number, "code": access.code_of(claim)}
    told = client.get(client.post("/small/status/", number_and_code)["Location"]).content.decode()
    for words in ("$1,000.00", "$600.00", "We have no document that shows this amount."):
        assert words in told

    lead = make.user("lead reviewer", "reviewer", name="Lea")
    client.force_login(lead)
    client.post(f"/staff/claims/{claim.public_id}/reopen/", {"why": "Another bill came."})
    decide(client, claim, amount="750.00", reviewer=alice)

    assert fallen(run=run).count == 1
    assert "another amount was allowed" in held_back(run=run)[0].why
    with pytest.raises(services.ClaimsChanged):
        services.approve_run(run=run, by=bob, now=make.NOW)
    second = finished(settlement, by=alice)
    services.approve_run(run=second, by=bob, now=make.NOW)
    assert (second.status, Award.objects.get(run=second).cents) == (RunStatus.APPROVED, 75_000)
