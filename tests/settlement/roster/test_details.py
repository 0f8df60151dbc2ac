"""Sealed details open for one member at a time, and every opening is written down."""

from pathlib import Path

import pytest
from django.utils import timezone

from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.identifiers import normalise, notice_ids
from settlement.keys import services as keys
from settlement.keys.models import CaseKey
from settlement.roster import details
from settlement.sealed import SealBroken
from settlement.terms.models import Settlement
from tests.settlement.roster.listing import ANA, BEN, import_, write


@pytest.fixture
def listed(settlement: Settlement, alice: User, tmp_path: Path) -> Settlement:
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN, ANA), by=alice)
    return settlement


def _open(settlement: Settlement, member_no: int, by: User) -> details.MemberDetail:
    return details.open_detail(
        settlement=settlement, member_no=member_no, purpose="review of a claim", by=by
    )


def test_a_member_reads_as_the_list_delivered_it(listed: Settlement, alice: User) -> None:
    ana = _open(listed, 1, alice)

    assert (ana.member_ref, ana.notice_id) == ("A-1001", "7KQ2-9F4D-PX3W-8RT8")
    assert (ana.email, ana.phone, ana.username) == (ANA["email"], ANA["phone"], "@ana.b")
    assert (ana.first_name, ana.last_name) == ("Ana", "Brown-Núñez")
    assert (ana.line1, ana.line2, ana.city) == ("12 Oak St, rear", "Apt 3", "Chicago")
    assert (ana.state, ana.zip) == ("IL", "60601")


def test_a_notice_id_of_our_own_making_is_kept_for_the_letter(
    listed: Settlement, alice: User
) -> None:
    notice_id = _open(listed, 2, alice).notice_id

    assert notice_ids.is_notice_id(normalise.notice_id(notice_id))
    assert len(notice_id) == 19


def test_opening_is_an_event_with_who_and_why_and_nothing_of_the_member(
    listed: Settlement, bob: User
) -> None:
    _open(listed, 1, bob)

    event = Event.objects.get(kind="roster.read")
    assert (event.actor, event.why) == (bob, "review of a claim")
    assert (event.entity, event.ref) == ("member", "small/1")
    assert event.data == {}


@pytest.mark.parametrize("member_no", [3, 4, 300, 0])
def test_who_is_not_on_the_list_cannot_be_read(
    listed: Settlement, alice: User, member_no: int
) -> None:
    """Number 3 stands in the sealed block, but was rejected as a duplicate."""
    with pytest.raises(Refusal, match="no such member"):
        _open(listed, member_no, alice)

    assert not Event.objects.filter(kind="roster.read").exists()


def test_a_reviewer_sees_enough_to_compare(listed: Settlement, alice: User) -> None:
    masked = details.masked(_open(listed, 1, alice))

    assert (masked.first_name, masked.last_name) == ("A.", "B***")
    assert (masked.email, masked.phone) == ("A***@gmail.com", "***-***-0142")
    assert (masked.line1, masked.city, masked.zip) == ("***", "Chicago", "606**")


def test_a_block_does_not_open_in_the_place_of_another(listed: Settlement, alice: User) -> None:
    sql.run("UPDATE settlement_memberdetail SET sealed = sealed || '\\x00'::bytea")

    with pytest.raises(SealBroken):
        _open(listed, 1, alice)


def test_when_the_key_is_destroyed_nothing_opens(listed: Settlement, alice: User) -> None:
    CaseKey.objects.filter(settlement=listed).update(wrapped=None, destroyed_at=timezone.now())
    keys._data_key.cache_clear()

    with pytest.raises(Refusal, match="was destroyed"):
        _open(listed, 1, alice)
