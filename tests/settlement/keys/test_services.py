"""A case's key is made once, kept wrapped, and gone when it is destroyed."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from settlement.errors import Refusal
from settlement.keys import services
from settlement.keys.models import CaseKey
from settlement.sealed import SealBroken
from settlement.terms.models import Settlement
from tests import make


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """No key of another test is remembered."""
    services._data_key.cache_clear()


def test_a_case_has_one_key_for_each_purpose(settlement: Settlement) -> None:
    roster = services.case_key(settlement.pk, "roster")

    assert len(roster) == 32
    assert roster == services.case_key(settlement.pk, "roster")
    assert roster != services.case_key(settlement.pk, "claims/version")


def test_two_cases_have_keys_of_their_own(settlement: Settlement) -> None:
    other = make.settlement(slug="other")

    assert services.case_key(settlement.pk, "roster") != services.case_key(other.pk, "roster")


def test_the_key_is_not_stored_in_clear(settlement: Settlement) -> None:
    row = CaseKey.objects.get(settlement=settlement)
    minute = 0

    assert services._data_key(settlement.pk, minute) not in bytes(row.wrapped or b"")


def test_a_second_live_key_of_a_case_is_refused(settlement: Settlement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.make_case_key(settlement_id=settlement.pk)


def test_another_master_key_does_not_open_it(settlement: Settlement, settings: Settings) -> None:
    settings.PRORATA_MASTER_KEY = "A" * 43 + "="

    with pytest.raises(SealBroken):
        services.case_key(settlement.pk, "roster")


def test_a_destroyed_key_opens_nothing(settlement: Settlement) -> None:
    CaseKey.objects.filter(settlement=settlement).update(wrapped=None, destroyed_at=timezone.now())

    with pytest.raises(Refusal, match="cannot be read"):
        services.case_key(settlement.pk, "roster")


def test_a_key_cannot_be_called_destroyed_while_it_is_there(settlement: Settlement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseKey.objects.filter(settlement=settlement).update(destroyed_at=timezone.now())
