"""A supplement adds, changes and removes members of the list in use, line by line, all at once."""

import csv
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.imports.amended import ChangedKey, DetailPlace
from settlement.imports.applying import TEXTS
from settlement.imports.opening import AlreadyImported
from settlement.imports.services import Wishes
from settlement.roster import details, lookup
from settlement.roster.blocks import MEMBERS
from settlement.roster.models import (
    ClassMember,
    ImportStatus,
    MemberAlias,
    RosterChange,
    RosterImport,
)
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, BEN, NAMES, import_, write

type Member = Mapping[str, str]
type Supplement = Callable[..., RosterImport]

CLARA = {
    "member_ref": "A-1003",
    "email": "clara@example.org",
    "first_name": "Clara",
    "last_name": "Stone",
    "state": "NY",
}
ACTION = (*NAMES, "action")
NO_1, NO_2, NEW_NO = (
    1,
    2,
    1 + MEMBERS,
)  # Ana's, Ben's, and that of the first line of the first supplement


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> None:
    settings.PRORATA_VAR = tmp_path / "var"


@pytest.fixture
def supplement(settlement: Settlement, alice: User, tmp_path: Path) -> Supplement:
    """Ana and Ben are on the list in use; bring a supplement of these lines."""
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN), by=alice)

    def bring(
        *lines: Member,
        names: tuple[str, ...] = ACTION,
        again: bool = False,
        dry_run: bool = False,
    ) -> RosterImport:
        path = write(tmp_path / "more.csv", *lines, names=names)
        wishes = Wishes(supplement=True, again=again, dry_run=dry_run)
        return import_(settlement, path, by=alice, wishes=wishes)

    return bring


def member(no: int) -> ClassMember | None:
    return ClassMember.objects.filter(member_no=no).first()


def listed() -> list[int]:
    return sorted(ClassMember.objects.values_list("member_no", flat=True))


def opened(settlement: Settlement, no: int, by: User) -> details.MemberDetail:
    return details.open_detail(settlement=settlement, member_no=no, purpose="a test", by=by)


def counts(row: RosterImport) -> tuple[int, int, int, int]:
    assert row.lines == row.added + row.changed + row.removed + row.rejected
    return row.added, row.changed, row.removed, row.rejected


def rejected(row: RosterImport) -> list[tuple[int, str]]:
    """The line and reason of each reject."""
    return [(each.line, each.reason) for each in row.rejects.order_by("line")]


def tables() -> set[str]:
    found = sql.rows("SELECT relname FROM pg_class WHERE relname ~ '^roster_' AND relkind = 'r'")
    return {name for (name,) in found}


def test_members_are_added_changed_and_removed_by_their_reference(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    before = tables()

    row = supplement(
        CLARA,
        ANA | {"email": "ana@example.org", "illinois_creator": "false"},
        {"member_ref": "A-1002", "action": "remove"},
    )

    assert row.status == ImportStatus.MERGED
    assert counts(row) == (1, 1, 1, 0)
    assert listed() == [NO_1, NEW_NO]
    (clara,) = lookup.find(settlement=settlement, identifiers={"email": [CLARA["email"]]})
    assert (clara.member_no, clara.state) == (NEW_NO, "NY")
    (ana,) = lookup.find(settlement=settlement, identifiers={"email": ["ana@example.org"]})
    assert (ana.member_no, ana.flags) == (NO_1, {"illinois_creator": False})
    assert not lookup.find(settlement=settlement, identifiers={"email": [ANA["email"]]})
    assert tables() == before
    assert opened(settlement, NEW_NO, alice).first_name == "Clara"
    assert opened(settlement, NO_1, alice).email == "ana@example.org"
    with pytest.raises(Refusal, match="no such member"):
        opened(settlement, NO_2, alice)


@pytest.mark.parametrize(
    ("line", "done"),
    [
        (CLARA | {"action": "add"}, (1, 0, 0, 0)),
        (CLARA | {"action": " Add "}, (1, 0, 0, 0)),
        (BEN | {"action": "CHANGE"}, (0, 1, 0, 0)),
        (BEN | {"action": ""}, (0, 1, 0, 0)),
        (BEN | {"action": "Remove", "state": "nowhere", "email": "?"}, (0, 0, 1, 0)),
    ],
)
def test_an_action_may_be_said_in_any_case_and_removing_needs_the_reference_alone(
    supplement: Supplement, line: Member, done: tuple[int, int, int, int]
) -> None:
    assert counts(supplement(line)) == done


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (BEN | {"action": "add"}, "the list has this member_ref already, so it cannot be added"),
        (CLARA | {"action": "change"}, "the list has no such member_ref"),
        (CLARA | {"action": "remove"}, "the list has no such member_ref"),
        (CLARA | {"action": "replace"}, "action is none of add, change, remove"),
        (ANA, "member_ref stands before in line 2 of more.csv"),
        (CLARA | {"notice_id": ANA["notice_id"]}, "notice_id is another member's"),
        (BEN | {"notice_id": ANA["notice_id"]}, "notice_id is another member's"),
        (BEN | {"confirmation_code": "K4T7P-9XWM8"}, "confirmation_code without its notice_id"),
        (CLARA | {"state": "nowhere"}, "state is no state or territory of the United States"),
    ],
)
def test_a_line_that_cannot_be_is_rejected_with_its_reason_and_the_others_are_applied(
    supplement: Supplement, line: Member, reason: str
) -> None:
    row = supplement(ANA | {"state": "NY"}, line)

    assert rejected(row) == [(3, reason)]
    assert counts(row) == (0, 1, 0, 1)
    assert listed() == [NO_1, NO_2]
    with Path(row.rejects_file).open(newline="") as file:
        assert [*csv.reader(file)][1:] == [["more.csv", "3", reason]]


def test_of_two_lines_with_one_new_notice_id_the_first_has_it(supplement: Supplement) -> None:
    notice_id = {"notice_id": "WXYK-9F4D-PX3W-8RT8"}

    row = supplement(CLARA | notice_id, BEN | notice_id, ANA)

    assert rejected(row) == [(3, "notice_id stands before in line 2 of more.csv")]
    assert counts(row) == (1, 1, 0, 1)


def test_what_the_file_has_no_column_for_stays_as_it_is(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    before = member(NO_1)
    assert before is not None

    line = {"member_ref": "A-1001", "phone": "212-555-0199", "city": "Aurora"}
    row = supplement(line, names=("city", "member_ref", "phone"))

    ana = member(NO_1)
    assert ana is not None
    assert counts(row) == (0, 1, 0, 0)
    assert ana.phone_key != before.phone_key
    for name in ("flags", "state", "name_key", "email_key", "username_key", "notice_key"):
        assert getattr(ana, name) == getattr(before, name)
    read = opened(settlement, NO_1, alice)
    assert (read.phone, read.city) == ("212-555-0199", "Aurora")
    assert (read.email, read.line1, read.zip) == (ANA["email"], ANA["line1"], ANA["zip"])


def test_an_empty_cell_of_a_column_that_is_there_empties_it(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    supplement(ANA | {"email": "", "line2": "", "illinois_creator": ""})

    ana = member(NO_1)
    assert ana is not None
    assert (ana.email_key, ana.flags) == (None, 0)
    assert opened(settlement, NO_1, alice).line2 == ""


@pytest.mark.parametrize("codes", [{"notice_id": "", "confirmation_code": ""}, {}])
def test_the_letter_that_was_sent_stays_good_when_something_else_is_changed(
    settlement: Settlement, alice: User, supplement: Supplement, codes: dict[str, str]
) -> None:
    supplement(ANA | {"email": "ana@example.org"} | codes)

    letter = {"notice_id": ANA["notice_id"], "code": ANA["confirmation_code"]}
    found = lookup.find_by_code(settlement=settlement, **letter)
    assert found is not None
    assert found.member_no == NO_1
    assert opened(settlement, NO_1, alice).notice_id == ANA["notice_id"]


def test_a_notice_id_given_again_without_its_code_keeps_the_code_we_made(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    ours = {"member_ref": "Z-1", "notice_id": "ABC-1", "email": "z@example.org"}
    import_(settlement, write(tmp_path / "list.csv", ours), by=alice)
    before = member(NO_1)
    path = write(tmp_path / "more.csv", ours | {"email": "zoe@example.org"})

    import_(settlement, path, by=alice, wishes=Wishes(supplement=True))

    after = member(NO_1)
    assert before is not None
    assert after is not None
    assert (after.notice_key, after.code_key) == (before.notice_key, before.code_key)
    assert after.email_key != before.email_key


def test_another_notice_id_makes_another_code_where_none_is_given(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    before = member(NO_1)

    supplement(ANA | {"notice_id": "WXYK-9F4D-PX3W-8RT8", "confirmation_code": ""})

    after = member(NO_1)
    assert before is not None
    assert after is not None
    assert after.notice_key != before.notice_key
    assert after.code_key not in {None, before.code_key}
    assert opened(settlement, NO_1, alice).notice_id == "WXYK-9F4D-PX3W-8RT8"


def test_two_members_may_exchange_their_notice_ids(supplement: Supplement) -> None:
    other = "WXYK-9F4D-PX3W-8RT8"
    supplement(BEN | {"notice_id": other})
    ana, ben = member(NO_1), member(NO_2)
    assert ana is not None
    assert ben is not None

    row = supplement(ANA | {"notice_id": other}, BEN | {"notice_id": ANA["notice_id"]})

    assert counts(row) == (0, 2, 0, 0)
    assert ClassMember.objects.get(member_no=NO_1).notice_key == ben.notice_key
    assert ClassMember.objects.get(member_no=NO_2).notice_key == ana.notice_key


def test_a_notice_id_is_free_when_its_member_is_removed_or_really_gives_it_up(
    supplement: Supplement,
) -> None:
    bens = {"notice_id": "WXYK-9F4D-PX3W-8RT8"}
    supplement(BEN | bens)
    clara = CLARA | {"notice_id": ANA["notice_id"]}
    taken = "notice_id is another member's"

    refused = supplement(clara, ANA | bens, BEN | {"state": "IL"})
    row = supplement(clara, {"member_ref": "A-1001", "action": "remove"})

    assert rejected(refused) == [(2, taken), (3, taken)]
    assert counts(row) == (1, 0, 1, 0)


def test_the_latest_of_several_changes_counts_column_by_column(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    supplement({"member_ref": "A-1001", "city": "Aurora"}, names=("member_ref", "city"))
    supplement({"member_ref": "A-1001", "zip": "60505"}, names=("member_ref", "zip"))
    supplement({"member_ref": "A-1001", "city": "Joliet"}, names=("member_ref", "city"))

    ana = opened(settlement, NO_1, alice)
    assert (ana.city, ana.zip, ana.line1) == ("Joliet", "60505", ANA["line1"])


def test_new_members_need_the_columns_of_a_list(supplement: Supplement) -> None:
    ana = {"member_ref": "A-1001", "email": "ana@example.org"}

    row = supplement(ana, CLARA, names=("member_ref", "email"))

    why = "a new member, for whom the file has not all columns that a list needs"
    assert rejected(row) == [(3, why)]
    assert counts(row) == (0, 1, 0, 1)


def test_a_trial_counts_the_same_and_changes_nothing(supplement: Supplement) -> None:
    lines = (CLARA, BEN | {"state": "IL"}, {"member_ref": "A-1001", "action": "remove"}, CLARA)
    before = [*ClassMember.objects.order_by("member_no").values()]

    tried = supplement(*lines, dry_run=True)

    assert tried.status == ImportStatus.TRIED
    assert counts(tried) == (1, 1, 1, 1)
    assert [*ClassMember.objects.order_by("member_no").values()] == before
    assert not RosterChange.objects.exists()
    assert not DetailPlace.objects.exists()
    merged = supplement(*lines)
    assert counts(merged) == counts(tried)
    assert rejected(merged) == rejected(tried)


def test_a_case_without_a_list_has_nothing_to_supplement(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "more.csv", CLARA)

    with pytest.raises(Refusal, match="no class list in use"):
        import_(settlement, path, by=alice, wishes=Wishes(supplement=True))

    assert not RosterImport.objects.exists()


def test_the_same_supplement_is_refused_unless_it_is_meant(supplement: Supplement) -> None:
    supplement(CLARA)

    with pytest.raises(AlreadyImported):
        supplement(CLARA)

    assert counts(supplement(CLARA, again=True)) == (0, 1, 0, 0)


def test_a_supplement_of_which_nothing_can_be_applied_is_refused(supplement: Supplement) -> None:
    with pytest.raises(Refusal, match="None of the 1 lines"):
        supplement(CLARA | {"action": "remove"})

    assert RosterImport.objects.latest("pk").status == ImportStatus.FAILED
    assert not RosterChange.objects.exists()


def test_no_number_is_given_twice_after_a_supplement(
    settlement: Settlement, alice: User, supplement: Supplement, tmp_path: Path
) -> None:
    supplement(CLARA, ANA | {"city": "Aurora"})
    assert DetailPlace.objects.exists()

    row = import_(settlement, write(tmp_path / "next.csv", ANA), by=alice)

    assert listed() == [2 * MEMBERS + 1]
    assert row.first_no == 2 * MEMBERS + 1
    assert not DetailPlace.objects.exists()


def test_the_change_names_every_member_and_every_key_old_and_new(
    supplement: Supplement,
) -> None:
    old = {key for no in (NO_1, NO_2) for key in keys(member(no))}

    row = supplement(CLARA, ANA | {"email": "x@example.org"}, BEN | {"action": "remove"})

    change = RosterChange.objects.get()
    assert (change.kind, change.roster_import, change.members) == ("supplement", row, 3)
    numbers = change.changed_members.values_list("member_no", flat=True)
    assert sorted(numbers) == [NO_1, NO_2, NEW_NO]
    new = {key for no in (NO_1, NEW_NO) for key in keys(member(no))}
    assert set(ChangedKey.objects.values_list("key", flat=True)) == old | new


def keys(found: ClassMember | None) -> set[int]:
    assert found is not None
    values = (found.notice_key, found.email_key, found.phone_key, found.username_key)
    return {key for key in values if key is not None}


def test_two_cases_with_the_same_references_do_not_meet(
    supplement: Supplement, alice: User, tmp_path: Path
) -> None:
    other = make.settlement(slug="other")
    import_(other, write(tmp_path / "other.csv", ANA, BEN), by=alice)

    supplement(BEN | {"action": "remove"})

    assert ClassMember.objects.filter(settlement=other).count() == 2


def alias(change: RosterChange, no: int, *, of: int) -> None:
    MemberAlias.objects.create(
        settlement=change.settlement,
        member_no=no,
        same_as=of,
        merged_into=of,
        rule=MemberAlias.PERSON,
        change=change,
    )


def test_a_person_whose_first_member_is_removed_goes_on_as_the_next(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    supplement(CLARA, CLARA | {"member_ref": "A-1004"})
    merge = RosterChange.objects.create(settlement=settlement, kind="merge", made_by=alice)
    for no in (NO_2, NEW_NO, NEW_NO + 1):
        alias(merge, no, of=NO_1)

    supplement(ANA | {"action": "remove"})

    left = MemberAlias.objects.order_by("member_no")
    assert [(each.member_no, each.same_as) for each in left] == [
        (NEW_NO, NO_2),
        (NEW_NO + 1, NO_2),
    ]
    told = RosterChange.objects.latest("pk").changed_members.values_list("member_no", flat=True)
    assert sorted(told) == [NO_1, NO_2, NEW_NO, NEW_NO + 1]


def test_a_member_of_a_person_that_is_removed_leaves_the_others_merged(
    settlement: Settlement, alice: User, supplement: Supplement
) -> None:
    supplement(CLARA)
    merge = RosterChange.objects.create(settlement=settlement, kind="merge", made_by=alice)
    alias(merge, NO_2, of=NO_1)
    alias(merge, NEW_NO, of=NO_1)

    supplement(BEN | {"action": "remove"})

    assert MemberAlias.objects.get().member_no == NEW_NO


DOCUMENT = (Path(__file__).parents[3] / "docs" / "formats" / "roster-file.md").read_text()


def test_the_document_s_example_can_be_merged(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    (listed,) = re.findall(r"^```csv\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    (example,) = re.findall(r"^```text\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    for name, text in (("list.csv", listed), ("more.csv", example)):
        (tmp_path / name).write_text(text)
    import_(settlement, tmp_path / "list.csv", by=alice)

    row = import_(settlement, tmp_path / "more.csv", by=alice, wishes=Wishes(supplement=True))

    assert counts(row) == (1, 1, 1, 0)


def test_the_document_lists_every_reason_of_a_supplement() -> None:
    listed = set(re.findall(r"^- `([^`]+)`", DOCUMENT, re.MULTILINE))

    of_merge = {text.format(first="line 2 of more.csv") for text in TEXTS.values()}
    assert listed == of_merge | {"action is none of add, change, remove"}
