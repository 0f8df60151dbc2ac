"""A table that was filled bare has the keys that the schema gives it."""

import pytest
from django.db import IntegrityError, transaction

from benchmarks.bare import CONSTRAINTS, INDEXES, bare
from claims.filing.models import Claim
from settlement import sql
from settlement.terms.models import Settlement
from tests import make


def keys() -> list[list[tuple[str, ...]]]:
    return [sql.rows(statement, table="claims_claim") for statement in (CONSTRAINTS, INDEXES)]


@pytest.mark.django_db
def test_a_table_that_was_filled_bare_has_its_keys_again() -> None:
    before = keys()
    settlement = make.settlement()

    with bare("claims_claim"):
        assert keys() == [[], []]
        claim = make.claim(settlement, number="A-1")

    constraints, indexes = before
    assert keys() == before
    assert {name for name, _ in constraints} >= {"claim_number_once", "claims_claim_public_id_key"}
    assert "claim_one_approved_per_member" in {name for name, _ in indexes}
    assert Claim.objects.get() == claim
    with pytest.raises(IntegrityError, match="claim_number_once"), transaction.atomic():
        make.claim(settlement, number="A-1")


@pytest.mark.django_db
def test_what_a_key_forbids_is_not_filled_in() -> None:
    settlement = make.settlement()

    with pytest.raises(IntegrityError, match="claim_number_once"):
        fill_twice(settlement)


def fill_twice(settlement: Settlement) -> None:
    with bare("claims_claim"):
        make.claim(settlement, number="A-1")
        make.claim(settlement, number="A-1")
