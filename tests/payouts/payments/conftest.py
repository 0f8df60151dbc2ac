"""A funded case with an approved run: two bank transfers and a check are due."""

import pytest

from claims.filing.models import Claim
from payouts.allocation.models import Run
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.payouts import paying


@pytest.fixture
def claims(settlement: Settlement) -> list[Claim]:
    paying.fund(settlement)
    return [
        paying.approved_claim(settlement, payment_method="ach", last_name="Núñez"),
        paying.approved_claim(settlement, payment_method="check"),
        paying.approved_claim(settlement, payment_method="ach"),
    ]


@pytest.fixture
def run(claims: list[Claim], alice: User, bob: User) -> Run:
    awards = dict(zip(claims, (2784, 16704, 2784), strict=True))
    return paying.run_over(awards, maker=alice, approver=bob)
