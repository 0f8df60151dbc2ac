"""The demo clears away an earlier demo, and touches nothing that is not its own."""

from datetime import UTC, datetime

import pytest

from claims.filing.models import Claim
from payouts.demo import ground
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from tests import make


@pytest.mark.django_db(transaction=True)
def test_an_earlier_demo_is_cleared_away() -> None:
    old = make.settlement(by=ground.demo_user())
    make.claim(old, status="approved")

    ground.clear()

    assert not Settlement.objects.exists()
    assert not Claim.objects.exists()


def test_a_case_that_no_demo_adopted_is_left_alone(settlement: Settlement) -> None:
    claim = make.claim(settlement)

    with pytest.raises(Refusal, match='holds the case "small"'):
        ground.clear()

    assert Claim.objects.filter(pk=claim.pk).exists()


@pytest.mark.django_db
def test_a_site_that_is_not_local_has_no_demo(settings: pytest.FixtureRequest) -> None:
    settings.LOCAL = False  # type: ignore[attr-defined]
    User.objects.create_user("kept@example.org", name="Kept", date_joined=datetime.now(UTC))

    with pytest.raises(Refusal, match="local site only"):
        ground.clear()

    assert User.objects.filter(email="kept@example.org").exists()
