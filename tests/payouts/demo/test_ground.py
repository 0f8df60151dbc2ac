"""The demo clears away an earlier demo, and touches nothing that is not its own."""

from datetime import UTC, datetime

import pytest

from claims.filing.models import Claim
from payouts.demo import ground, people
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.models import Event
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
def test_accounts_that_no_demo_made_are_left_alone() -> None:
    make.user("administrator", name="Ada")

    with pytest.raises(Refusal, match="holds accounts of people, and no demo made them"):
        ground.clear()

    assert User.objects.filter(name="Ada").exists()


@pytest.mark.django_db
def test_a_history_that_no_demo_made_is_left_alone() -> None:
    audit.record(
        kind="house.checked",
        entity="house",
        ref="invariants",
        by=User.objects.service("nightly-check"),
        settlement_id=None,
    )

    with pytest.raises(Refusal, match="holds a history, and no demo made it"):
        ground.clear()

    assert Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_empty_database_is_taken_and_what_a_demo_that_died_early_left_is_cleared_away() -> None:
    User.objects.service("eligibility")  # as a worker that found nothing to do leaves it
    ground.clear()
    people.make_accounts()  # and then it died, before it adopted its case

    ground.clear()

    assert not User.objects.filter(is_service=False).exists()
    assert [event.kind for event in Event.objects.all()] == ["demo.began"]


@pytest.mark.django_db
def test_an_event_like_the_mark_of_anybody_elses_is_no_mark() -> None:
    ada = make.user("administrator", name="Ada")
    audit.record(kind="demo.began", entity="house", ref="demo", by=ada, settlement_id=None)

    with pytest.raises(Refusal, match="accounts of people"):
        ground.clear()


@pytest.mark.django_db
def test_a_site_that_is_not_local_has_no_demo(settings: pytest.FixtureRequest) -> None:
    settings.LOCAL = False  # type: ignore[attr-defined]
    User.objects.create_user("kept@example.org", name="Kept", date_joined=datetime.now(UTC))

    with pytest.raises(Refusal, match="local site only"):
        ground.clear()

    assert User.objects.filter(email="kept@example.org").exists()
