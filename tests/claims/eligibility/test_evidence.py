"""A claim for an amount that a document has to show waits until a person decides the amount."""

from typing import Any

import pytest

from claims.eligibility import services
from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.claims import losses
from tests.claims.eligibility.conftest import Members

SURE = {"email_key": 1, "phone_key": 1}


@pytest.fixture
def settlement(db: None) -> Settlement:
    return make.settlement(text=losses.text())


def verified(settlement: Settlement, members: Members, **fields: Any) -> Claim:
    members([{**SURE, "member_no": 1}])
    claim = make.claim(settlement, **(SURE | fields))
    by = User.objects.service("tests")
    services.verify_one(claim=claim, by=by, now=make.NOW)
    claim.refresh_from_db()
    return claim


@pytest.mark.parametrize(
    ("answers", "allowed", "rule"),
    [
        ({}, {}, "two_identifiers"),
        ({"loss": "0.00", "hours": 0}, {}, "two_identifiers"),
        ({"loss": None, "hours": ""}, {}, "two_identifiers"),
        ({"years": 7}, {}, "two_identifiers"),  # asks for no document
        ({"loss": "0.01"}, {}, "evidence_to_check"),
        ({"loss": "1000.00"}, {}, "evidence_to_check"),
        ({"hours": 20}, {}, "evidence_to_check"),
        ({"hours": 20, "loss": "1000.00"}, {"loss": "1000.00"}, "evidence_to_check"),
        ({"hours": 20, "loss": "1000.00"}, {"loss": "1000.00", "hours": 20}, "two_identifiers"),
        ({"hours": 20, "loss": "1000.00"}, {"loss": "1000.00", "hours": 0}, "evidence_to_check"),
        ({"loss": "1000.00"}, {"loss": "999.99"}, "evidence_to_check"),
    ],
)
def test_it_waits_until_a_person_allowed_all_of_its_amounts_or_approves_it_for_less(
    settlement: Settlement,
    members: Members,
    answers: dict[str, object],
    allowed: dict[str, object],
    rule: str,
) -> None:
    claim = verified(settlement, members, answers=answers, allowed=allowed)

    assert claim.rule == rule
    assert claim.queue == ("evidence_to_check" if rule == "evidence_to_check" else "")
