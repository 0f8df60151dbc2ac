"""Ana and Ben on a class list, and claims whose identifiers are a slip away from theirs."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.eligibility import services as eligibility
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.nearmisses.tasks import close_search, search_chunk
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.work import services as work
from tests import make
from tests.settlement.roster import listing

type Filed = Callable[..., Claim]

ANA = {
    "first_name": "Ana",
    "last_name": "Brown-Nunez",
    "signature": "Ana Brown-Nunez",
    "email": "ana.bronw@gmail.com",  # the list has ana.brown
    "phone": "",
    "line1": "12 Oak Street, rear",
    "line2": "Apt. 3",
}


@pytest.fixture
def service(db: None) -> User:
    return User.objects.service("tests")


@pytest.fixture
def filed(settlement: Settlement, tmp_path: Path, service: User) -> Filed:
    """File and verify a claim against the list of Ana and Ben."""
    listing.import_(
        settlement, listing.write(tmp_path / "list.csv", listing.ANA, listing.BEN), by=service
    )

    def file(**contents: Any) -> Claim:
        return verified(make.filed(settlement, **contents))

    return file


@pytest.fixture
def nearly_ana(filed: Filed) -> Claim:
    """Ana's claim, two letters of her e-mail address swapped."""
    return filed(**ANA)


def verified(claim: Claim) -> Claim:
    """Verify a filed claim, and read it anew."""
    eligibility.verify_one(claim=claim, by=User.objects.service("tests"), now=make.NOW)
    claim.refresh_from_db()
    return claim


def amended(claim: Claim, **contents: Any) -> Claim:
    """The claimant amends a claim, and it is verified again."""
    filing.amend(
        claim=claim,
        contents=make.contents(**ANA | contents),
        submission_key=uuid.uuid4(),
        by=User.objects.service("tests"),
        now=make.NOW,
    )
    claim.refresh_from_db()
    return verified(claim)


def work_off() -> None:
    """Do what the beat would ring for, until nothing is due."""
    while (due := work.due()).chunks or due.closings:
        for _task, chunk_id in due.chunks:
            search_chunk(chunk_id=chunk_id)
        for _task, job_id in due.closings:
            close_search(job_id=job_id)
