"""Many members' details, each block opened once, for work that no person watches."""

from pathlib import Path

import pytest

from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.roster import details, layers, reading
from settlement.roster.models import ClassMember
from settlement.roster.reading import Opening
from settlement.terms.models import Settlement
from tests.settlement.roster import listing


@pytest.fixture
def ana_and_ben(settlement: Settlement, tmp_path: Path) -> list[int]:
    """Their numbers."""
    path = listing.write(tmp_path / "list.csv", listing.ANA, listing.BEN)
    listing.import_(settlement, path, by=User.objects.service("tests"))
    return [*ClassMember.objects.values_list("member_no", flat=True).order_by("member_no")]


def read(settlement: Settlement, *member_nos: int) -> dict[int, details.MemberDetail]:
    return dict(
        reading.read_members(
            settlement=settlement,
            openings=[Opening("claim", "C-1", member_nos), Opening("claim", "C-2", [])],
            purpose="a test",
            by=User.objects.service("tests"),
        )
    )


def test_all_are_read_as_one_by_one(settlement: Settlement, ana_and_ben: list[int]) -> None:
    found = read(settlement, *ana_and_ben)

    service = User.objects.service("tests")
    for member_no in ana_and_ben:
        alone = details.open_detail(
            settlement=settlement, member_no=member_no, purpose="a test", by=service
        )
        assert details.masked(found[member_no]) == details.masked(alone)
        assert found[member_no].email == alone.email


def test_each_reading_is_one_event_with_the_numbers(
    settlement: Settlement, ana_and_ben: list[int]
) -> None:
    read(settlement, *ana_and_ben)

    event = Event.objects.get(kind="roster.read")
    assert (event.entity, event.ref, event.why) == ("claim", "C-1", "a test")
    assert event.data == {"members": ana_and_ben}


def test_who_is_not_on_the_list_is_not_read(settlement: Settlement, ana_and_ben: list[int]) -> None:
    ana, ben = ana_and_ben
    sql.run("DELETE FROM settlement_classmember WHERE member_no = %(ben)s", ben=ben)

    assert [*read(settlement, ana, ben, 9_999)] == [ana]


def test_a_person_reads_one_by_one(
    settlement: Settlement, ana_and_ben: list[int], alice: User
) -> None:
    with pytest.raises(Refusal, match="one by one"):
        reading.read_members(
            settlement=settlement,
            openings=[Opening("claim", "C-1", ana_and_ben)],
            purpose="a test",
            by=alice,
        )
    assert not Event.objects.filter(kind="roster.read").exists()


def test_what_a_supplement_gave_lies_over_the_rest(
    settlement: Settlement, ana_and_ben: list[int]
) -> None:
    ana, ben = ana_and_ben  # as if a supplement had given Ana the city and the e-mail of Ben
    sql.run(
        "INSERT INTO settlement_detailplace (settlement_id, member_no, place_no, columns)"
        " VALUES (%(settlement_id)s, %(ana)s, %(ben)s, %(columns)s)",
        settlement_id=settlement.pk,
        ana=ana,
        ben=ben,
        columns=layers.bits(["email", "city"]),
    )

    found = read(settlement, ana)[ana]

    assert (found.email, found.city, found.first_name) == ("ben@example.org", "", "Ana")
