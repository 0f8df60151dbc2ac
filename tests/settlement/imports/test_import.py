"""A class list is loaded whole, with every line accounted for, or not at all."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.identifiers import states
from settlement.imports.opening import AlreadyImported
from settlement.imports.services import Wishes
from settlement.roster import lookup
from settlement.roster.models import ClassMember, ImportStatus, RosterImport
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, BEN, import_, write


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> None:
    settings.PRORATA_VAR = tmp_path / "var"


def _rejects(row: RosterImport) -> list[list[str]]:
    with Path(row.rejects_file).open(newline="") as file:
        return list(csv.reader(file))


def _tables() -> set[str]:
    found = sql.rows("SELECT relname FROM pg_class WHERE relname ~ '^roster_' AND relkind <> 'i'")
    return {name for (name,) in found}


def test_every_member_is_loaded_in_the_order_of_the_file(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    row = import_(settlement, write(tmp_path / "list.csv", ANA, BEN), by=alice)

    ana, ben = ClassMember.objects.filter(settlement=settlement).order_by("member_no")
    assert (ana.member_no, ben.member_no) == (1, 2)
    assert (ana.flags, ben.flags) == (2, 1)
    assert (states.CODE[ana.state], states.CODE[ben.state]) == ("IL", "NY")
    assert ana.phone_key == ben.phone_key
    assert ben.username_key is None
    assert (row.status, row.lines, row.loaded, row.rejected) == (ImportStatus.READY, 2, 2, 0)
    assert row.rejects_file == ""


def test_the_list_and_the_claimant_have_the_same_keys(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    import_(settlement, write(tmp_path / "list.csv", ANA), by=alice)

    keys = lookup.keys_for(
        settlement=settlement,
        notice_id="7kq29f4dpx3w8rt8",
        code="k4t7p 9xwm8",
        email="anabrown+claims@googlemail.com",
        phone="+1 312 555 0142",
        usernames=["ANA.B"],
        first_name="A.",
        last_name="brown nunez",
    )

    ana = ClassMember.objects.get(settlement=settlement, member_no=1)
    assert (keys.notice_key, keys.code_key) == (ana.notice_key, ana.code_key)
    assert (keys.email_key, keys.phone_key) == (ana.email_key, ana.phone_key)
    assert keys.username_keys == (ana.username_key,)
    assert keys.name_key == ana.name_key


def test_an_import_says_what_was_read_and_who_did_it(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    row = import_(settlement, write(tmp_path / "list.csv", ANA), by=alice)

    assert row.made_by == alice
    assert row.finished_at is not None
    assert row.started_at <= row.finished_at
    size = (tmp_path / "list.csv").stat().st_size
    assert row.files == [
        {"name": "list.csv", "form": "CSV in UTF-8", "bytes": size, "sha256": row.sha256}
    ]
    event = Event.objects.get(entity="roster", ref=f"small/{row.pk}")
    assert (event.kind, event.from_status, event.to_status) == ("roster.ready", "loading", "ready")


def test_several_files_with_columns_in_another_order_make_one_list(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    one = write(tmp_path / "one.csv", ANA, names=("member_ref", "email", "illinois_creator"))
    two = write(tmp_path / "two.csv", BEN, names=("illinois_creator", "email", "member_ref"))

    row = import_(settlement, one, two, by=alice)

    assert row.loaded == 2
    assert [file["name"] for file in row.files] == ["one.csv", "two.csv"]
    ben = ClassMember.objects.get(settlement=settlement, flags=1)
    assert ben.member_no == 1_025  # a file begins a block
    assert ben.email_key == lookup.keys_for(settlement=settlement, email=BEN["email"]).email_key


def test_files_that_do_not_have_the_same_columns_are_refused(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    one = write(tmp_path / "one.csv", ANA, names=("member_ref", "email", "illinois_creator"))
    two = write(tmp_path / "two.csv", BEN, names=("member_ref", "phone", "illinois_creator"))

    with pytest.raises(Refusal, match="only one of them has email, phone"):
        import_(settlement, one, two, by=alice)


ZSTD_FRAME = b"\x28\xb5\x2f\xfd"  # how anything compressed with zstd begins
BAD_LINES: list[tuple[bytes, str]] = [
    (b"B1,short\n", "2 fields, where the column names are 14"),
    (b"B2,,,,,,,,,,,,,,\n", "15 fields, where the column names are 14"),
    (b"B3\x00,,,,,,,,,,,,,\n", "a NUL byte"),
    (b"B4,,,,,,Jos\xe9,,,,,,,\n", "not UTF-8"),
    (b'B5,,,,,,"Ana"x,,,,,,,\n', "text before or behind a quoted field"),
    (b",,,,,,Ana,,,,,,,\n", "member_ref is empty"),
    (b"B6,,,,,,,,,,,XX,,\n", "state is no state or territory of the United States"),
    (b"B7,,,,,,,,,,,,,maybe\n", "illinois_creator is neither true, false nor empty"),
    ("B8,—,,,,,,,,,,,,\n".encode(), "notice_id or confirmation_code cannot be read"),
    (b"B9," + b"x" * 40_000 + b"\n", "longer than 32,768 bytes, or a quote in it is never closed"),
    (b"A-1001,,,,,,,,,,,,,\n", "member_ref stands before in line 2 of list.csv"),
    (b"B10,7kq29f4dpx3w8rt8,,,,,,,,,,,,\n", "notice_id stands before in line 2 of list.csv"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES, ids=[reason for _, reason in BAD_LINES])
def test_a_bad_line_is_rejected_with_its_reason_and_the_rest_is_loaded(
    settlement: Settlement, alice: User, tmp_path: Path, line: bytes, reason: str
) -> None:
    path = write(tmp_path / "list.csv", ANA)
    path.write_bytes(path.read_bytes() + line + b"B99,,,,,,,,,,,,,\n")

    row = import_(settlement, path, by=alice)

    assert _rejects(row) == [["file", "line", "reason"], ["list.csv", "3", reason]]
    assert (row.lines, row.loaded, row.rejected) == (3, 2, 1)
    assert ClassMember.objects.filter(settlement=settlement).count() == 2


def test_all_bad_lines_together_are_listed_by_line_and_the_counts_add_up(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "list.csv", ANA, BEN)
    path.write_bytes(path.read_bytes() + b"\n\r\n".join(line for line, _ in BAD_LINES))

    row = import_(settlement, path, by=alice)

    assert (row.lines, row.loaded, row.rejected) == (14, 2, 12)
    assert [(line, reason) for _, line, reason in _rejects(row)[1:]] == [
        (str(4 + 3 * n), reason) for n, (_, reason) in enumerate(BAD_LINES)
    ]


def test_the_rejects_say_nothing_of_the_lines_and_are_for_their_owner_alone(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "list.csv", ANA, BEN | {"state": "Brown Street"})

    rejects = Path(import_(settlement, path, by=alice).rejects_file)

    assert "Brown" not in rejects.read_text()
    assert rejects.stat().st_mode & 0o077 == 0


def test_the_first_of_several_that_are_the_same_stays(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "list.csv", ANA, BEN, ANA, BEN, BEN)

    row = import_(settlement, path, by=alice)

    assert (row.loaded, row.rejected) == (2, 3)
    numbers = ClassMember.objects.filter(settlement=settlement).values_list("member_no", flat=True)
    assert sorted(numbers) == [1, 2]


def test_an_identifier_that_is_none_rejects_nobody_but_is_counted(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "list.csv", ANA | {"email": "none", "phone": "n/a"}, BEN)

    row = import_(settlement, path, by=alice)

    assert row.loaded == 2
    assert row.unusable == {"email": 1, "phone": 1}
    assert ClassMember.objects.get(settlement=settlement, member_no=1).email_key is None


def test_a_list_without_notice_ids_gets_some_of_ours(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    names = ("member_ref", "email", "illinois_creator")

    import_(settlement, write(tmp_path / "list.csv", ANA, BEN, names=names), by=alice)

    keys = ClassMember.objects.filter(settlement=settlement).values_list("notice_key", "code_key")
    assert None not in {key for pair in keys for key in pair}
    assert len(set(keys)) == 2


def test_an_identifier_that_the_settlement_file_does_not_name_finds_nobody(
    alice: User, tmp_path: Path
) -> None:
    text = (make.DATA / "small.toml").read_text().replace('"email", "phone", "username"', '"phone"')
    settlement = make.settlement(text=text)

    import_(settlement, write(tmp_path / "list.csv", ANA), by=alice)

    ana = ClassMember.objects.get(settlement=settlement)
    assert (ana.email_key, ana.username_key) == (None, None)
    assert ana.phone_key is not None


def test_the_same_bytes_are_refused_unless_they_are_meant(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "list.csv", ANA)
    first = import_(settlement, path, by=alice)

    with pytest.raises(AlreadyImported, match=f"import {first.pk}"):
        import_(settlement, path, by=alice)

    again = import_(settlement, path, by=alice, wishes=Wishes(again=True))
    first.refresh_from_db()
    assert (first.status, again.status) == (ImportStatus.REPLACED, ImportStatus.READY)


def test_a_later_list_replaces_the_earlier_and_gives_no_number_twice(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    import_(settlement, write(tmp_path / "one.csv", ANA, BEN), by=alice)
    import_(settlement, write(tmp_path / "two.csv", BEN), by=alice)

    (member,) = ClassMember.objects.filter(settlement=settlement)
    assert member.member_no == 1_025
    (ben,) = lookup.find(settlement=settlement, identifiers={"email": [BEN["email"]]})
    assert ben.member_no == 1_025
    assert len(_tables()) == 2  # of the first list nothing is left


def test_a_trial_tells_everything_and_changes_nothing(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    import_(settlement, write(tmp_path / "one.csv", ANA), by=alice)
    before = _tables()

    path = write(tmp_path / "two.csv", BEN, BEN)
    row = import_(settlement, path, by=alice, wishes=Wishes(dry_run=True))

    assert (row.status, row.lines, row.loaded, row.rejected) == (ImportStatus.TRIED, 2, 1, 1)
    assert ClassMember.objects.filter(settlement=settlement).count() == 1
    assert _tables() == before
    assert import_(settlement, path, by=alice).status == ImportStatus.READY


@pytest.mark.parametrize(
    ("more", "why"),
    [('A-1003,"cut off', "cut off on its way"), ("A-1003,cut off", "cut off on its way")],
)
def test_a_file_that_was_cut_off_leaves_the_list_in_use(
    settlement: Settlement, alice: User, tmp_path: Path, more: str, why: str
) -> None:
    import_(settlement, write(tmp_path / "one.csv", ANA), by=alice)

    with pytest.raises(Refusal, match=why):
        import_(settlement, write(tmp_path / "two.csv", BEN, more=more), by=alice)

    assert ClassMember.objects.get(settlement=settlement).member_no == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [("", "no line below the column names"), (",,,,,,,,,,,,,\n", "None of the 1 lines")],
)
def test_a_list_of_nobody_does_not_replace_one_of_somebody(
    settlement: Settlement, alice: User, tmp_path: Path, more: str, why: str
) -> None:
    import_(settlement, write(tmp_path / "one.csv", ANA), by=alice)
    before = _tables()

    with pytest.raises(Refusal, match=why):
        import_(settlement, write(tmp_path / "two.csv", more=more), by=alice)

    failed = RosterImport.objects.latest("pk")
    assert failed.status == ImportStatus.FAILED
    assert why in failed.error
    assert ClassMember.objects.get(settlement=settlement).member_no == 1
    assert _tables() == before


def test_two_cases_have_lists_of_their_own(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    other = make.settlement(slug="other")
    import_(settlement, write(tmp_path / "one.csv", ANA), by=alice)
    import_(other, write(tmp_path / "two.csv", ANA), by=alice)

    mine, theirs = ClassMember.objects.all()
    assert {mine.settlement_id, theirs.settlement_id} == {settlement.pk, other.pk}
    assert mine.email_key != theirs.email_key
    assert mine.name_key != theirs.name_key


def test_no_identifier_is_in_clear_in_any_table(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    members = [
        ANA
        | {"member_ref": f"REF{n:04d}X", "notice_id": "", "email": f"somebody{n:04d}@gmail.com"}
        | {"zip": "60601-9876"}
        for n in range(300)
    ]
    import_(settlement, write(tmp_path / "list.csv", *members), by=alice)

    dump = b"".join(_dumped(table) for table in [*sorted(_tables()), "settlement_rosterimport"])

    assert len(dump) > 300 * 50
    assert ZSTD_FRAME.hex().encode() not in dump  # nor compressed, that is: not sealed
    for text in ("REF0007X", "somebody", "gmail", "555-0142", "3125550142", "ana.b", "Brown",
                 "brown", "Oak St", "Chicago", "60601-9876", "K4T7P", "k4t7p"):  # fmt: skip
        assert text.encode() not in dump
        assert text.encode().hex().encode() not in dump


def _dumped(table: str) -> bytes:
    """The table's rows as PostgreSQL would write them into a dump."""
    with connection.cursor() as cursor, cursor.copy(f"COPY (TABLE {table}) TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def test_a_reason_names_a_file_whose_name_is_long_as_far_as_there_is_room(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    name = f"{'list' * 60}.csv"

    row = import_(settlement, write(tmp_path / name, ANA, BEN, ANA), by=alice)

    assert row.rejects.get().reason.startswith("member_ref stands before in line 2 of listlist")
