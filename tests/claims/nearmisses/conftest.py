"""Ana and Ben on a class list, and claims whose identifiers are a slip away from theirs."""

import uuid
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from claims.eligibility import services as eligibility
from claims.eligibility.tasks import close_verification, verify_chunk
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.nearmisses.tasks import close_search, search_chunk, search_due
from settlement.accounts.models import User
from settlement.imports.services import Wishes
from settlement.terms.models import Settlement
from settlement.work import services as work
from tests import make
from tests.settlement.roster import listing

type Filed = Callable[..., Claim]
type Change = Callable[..., None]

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


@pytest.fixture
def supplement(settlement: Settlement, tmp_path: Path) -> Change:
    files = count()

    def bring(
        *lines: Mapping[str, str], names: tuple[str, ...] = (*listing.NAMES, "action")
    ) -> None:
        path = listing.write(tmp_path / f"more-{next(files)}.csv", *lines, names=names)
        wishes = Wishes(supplement=True)
        listing.import_(settlement, path, by=User.objects.service("tests"), wishes=wishes)

    return bring


def beat() -> None:
    """Verify what a change of the list concerns, then look for near misses, as the beats do."""
    renew()
    search_due()
    work_off()


def renew() -> None:
    """Verify what a change of the list concerns."""
    for settlement in Settlement.objects.all():
        if eligibility.awaits_renewal(settlement):
            eligibility.open_verification(settlement=settlement, by=User.objects.service("tests"))
    work_off()


def work_off() -> None:
    """Do what the beat would ring for, until nothing is due."""
    chunk = {each.name: each for each in (verify_chunk, search_chunk)}
    closing = {each.name: each for each in (close_verification, close_search)}
    while (due := work.due()).chunks or due.closings:
        for task, chunk_id in due.chunks:
            chunk[task](chunk_id=chunk_id)
        for task, job_id in due.closings:
            closing[task](job_id=job_id)
