"""A small class list with sealed details, and claims that wait for a person."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from claims.eligibility import services as eligibility
from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster import listing

type Filed = Callable[..., Claim]


@pytest.fixture
def filed(settlement: Settlement, tmp_path: Path) -> Filed:
    """File and verify a claim against a list of Ana and Ben, who share a phone."""
    service = User.objects.service("tests")
    listing.import_(
        settlement, listing.write(tmp_path / "list.csv", listing.ANA, listing.BEN), by=service
    )

    def file(**contents: Any) -> Claim:
        claim = make.filed(settlement, **contents)
        # Events of the filing bear the database's own time; what follows is never before them.
        later = max(make.NOW, timezone.now())
        eligibility.verify_one(claim=claim, by=service, now=later)
        claim.refresh_from_db()
        return claim

    return file


@pytest.fixture
def misspelt(filed: Filed) -> Claim:
    """Ana's claim by her e-mail address, her family name with a letter wrong."""
    return filed(
        first_name="Ana",
        last_name="Brown-Nunes",
        email="ana.brown@gmail.com",
        phone="",
        signature="Ana Brown-Nunes",
    )
