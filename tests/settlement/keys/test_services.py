"""A case's keys are made once, kept wrapped, and gone when they are destroyed."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from settlement.keys import services
from settlement.keys.models import CaseKey, Scope
from settlement.sealed import SealBroken
from settlement.terms.models import Settlement
from tests import make


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """No key of another test is remembered."""
    services._data_key.cache_clear()


def test_a_case_has_one_key_for_each_purpose(settlement: Settlement) -> None:
    version = services.case_key(settlement.pk, "claims/version")

    assert len(version) == 32
    assert version == services.case_key(settlement.pk, "claims/version")
    assert version != services.case_key(settlement.pk, "claims/draft")


def test_the_class_list_has_a_key_of_its_own(settlement: Settlement) -> None:
    own = services.roster_key(settlement.pk, "roster", version=1)

    assert own != services.case_key(settlement.pk, "roster")
    assert services.roster_version(settlement.pk) == 1


def test_two_cases_have_keys_of_their_own(settlement: Settlement) -> None:
    other = make.settlement(slug="other")

    assert services.case_key(settlement.pk, "x") != services.case_key(other.pk, "x")
    assert services.roster_key(settlement.pk, "x", version=1) != services.roster_key(
        other.pk, "x", version=1
    )


def test_the_key_is_not_stored_in_clear(settlement: Settlement) -> None:
    for row in CaseKey.objects.filter(settlement=settlement):
        data_key = services._data_key(settlement.pk, Scope(row.scope), row.version, 0)
        assert data_key not in bytes(row.wrapped or b"")


def test_keys_are_made_once(settlement: Settlement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.make_case_key(settlement_id=settlement.pk)


def test_one_version_is_in_use(settlement: Settlement) -> None:
    with pytest.raises(IntegrityError, match="casekey_one_in_use"), transaction.atomic():
        CaseKey.objects.create(settlement=settlement, scope=Scope.ROSTER, version=2, wrapped=b"x")


def test_the_next_version_is_made_once_and_put_in_use_later(settlement: Settlement) -> None:
    before = services.roster_key(settlement.pk, "roster", version=1)

    assert [services.make_next_roster_key(settlement_id=settlement.pk) for _ in range(2)] == [2, 2]
    assert services.roster_version(settlement.pk) == 1

    services.use_roster_key(settlement_id=settlement.pk, version=2)
    assert services.roster_version(settlement.pk) == 2
    assert services.roster_key(settlement.pk, "roster", version=1) == before
    assert services.roster_key(settlement.pk, "roster", version=2) != before


def test_an_old_version_is_destroyed_and_the_one_in_use_stays(settlement: Settlement) -> None:
    services.make_next_roster_key(settlement_id=settlement.pk)
    services.use_roster_key(settlement_id=settlement.pk, version=2)

    destroyed = _destroy(settlement, Scope.ROSTER, below=2)

    assert [(key.scope, key.version) for key in destroyed] == [("roster", 1)]
    with pytest.raises(services.KeyDestroyed):
        services.roster_key(settlement.pk, "roster", version=1)
    assert services.roster_key(settlement.pk, "roster", version=2)
    assert _destroy(settlement, Scope.ROSTER, below=2) == []


def test_another_master_key_does_not_open_it(settlement: Settlement, settings: Settings) -> None:
    settings.PRORATA_MASTER_KEY = "A" * 43 + "="

    with pytest.raises(SealBroken):
        services.case_key(settlement.pk, "roster")


def test_the_lists_key_is_destroyed_before_the_rest(settlement: Settlement) -> None:
    _destroy(settlement, Scope.ROSTER)

    with pytest.raises(services.KeyDestroyed, match="class list was destroyed"):
        services.roster_version(settlement.pk)
    with pytest.raises(services.KeyDestroyed, match="class list was destroyed"):
        services.roster_key(settlement.pk, "roster", version=1)
    assert services.case_key(settlement.pk, "claims/version")


def test_a_destroyed_key_opens_nothing(settlement: Settlement) -> None:
    services.case_key(settlement.pk, "claims/version")

    assert len(_destroy(settlement, *Scope)) == 2

    with pytest.raises(services.KeyDestroyed, match="cannot be read"):
        services.case_key(settlement.pk, "claims/version")


def test_a_key_cannot_be_called_destroyed_while_it_is_there(settlement: Settlement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseKey.objects.filter(settlement=settlement).update(destroyed_at=timezone.now())


def _destroy(settlement: Settlement, *scopes: Scope, below: int | None = None) -> list[CaseKey]:
    return services.destroy_keys(
        settlement_id=settlement.pk, scopes=scopes, below=below, now=timezone.now()
    )
