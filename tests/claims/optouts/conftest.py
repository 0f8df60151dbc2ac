"""A class list of Ana and Ben, and requests to leave the class."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from claims.optouts import services
from claims.optouts.services import Recorded, Request
from settlement.accounts.models import User
from settlement.imports import services as roster
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster import listing
from tests.settlement.roster.listing import ANA, BEN

DAY = make.NOW.date()

type Deliver = Callable[..., None]


@pytest.fixture
def deliver(settlement: Settlement, tmp_path: Path) -> Deliver:
    """Import a list of these members; each takes the place of the one before."""

    def bring(*members: Mapping[str, str]) -> None:
        path = listing.write(tmp_path / "list.csv", *members)
        by = User.objects.service("tests")
        listing.import_(settlement, path, by=by, wishes=roster.Wishes(again=True))

    return bring


@pytest.fixture
def listed(settlement: Settlement, deliver: Deliver) -> Settlement:
    """The small case with Ana (1) and Ben (2) on its list."""
    deliver(ANA, BEN)
    return settlement


@pytest.fixture
def ines(db: None) -> User:
    """Works at intake."""
    return make.user("intake", name="Ines")


def exclude(settlement: Settlement, by: User, **named: str) -> Recorded:
    """Ana's request, unless another member is named."""
    member = named or {"member_ref": "A-1001"}
    return services.record(
        settlement=settlement,
        request=Request(**(member | {"name": "Ana Brown", "address": "12 Oak St"})),
        received_on=DAY,
        today=DAY,
        by=by,
    )
