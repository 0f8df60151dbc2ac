"""A status changes only as MOVES says, once, and leaves a line in the audit."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests import make


def test_a_move_changes_the_row_and_writes_who_and_why(settlement: Settlement, alice: User) -> None:
    claim = make.claim(settlement, status="in_review")

    claim.move("denied", by=alice, why="not on the class list")

    event = Event.objects.get(entity="claim", ref=claim.number)
    assert Claim.objects.get(pk=claim.pk).status == "denied"
    assert (event.from_status, event.to_status) == ("in_review", "denied")
    assert (event.actor, event.why) == (alice, "not on the class list")


def test_a_move_that_is_not_listed_is_refused(settlement: Settlement, alice: User) -> None:
    claim = make.claim(settlement, status="denied")

    with pytest.raises(WrongState, match="cannot become approved"):
        claim.move("approved", by=alice)


def test_of_two_who_move_a_row_the_second_is_told(
    settlement: Settlement, alice: User, bob: User
) -> None:
    mine = make.claim(settlement, status="in_review")
    theirs = Claim.objects.get(pk=mine.pk)
    mine.move("denied", by=alice)

    with pytest.raises(WrongState, match="Somebody else"):
        theirs.move("withdrawn", by=bob)

    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "change", ["UPDATE settlement_event SET why = ''", "DELETE FROM settlement_event"]
)
def test_what_happened_cannot_be_edited(settlement: Settlement, alice: User, change: str) -> None:
    make.claim(settlement, status="in_review").move("denied", by=alice)

    with pytest.raises(ProgrammingError, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(change)
