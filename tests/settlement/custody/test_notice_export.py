"""The notice vendor's file has everybody on the list once, as they are now, and is recorded."""

import csv
import json
import stat
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from settlement import csvfile, sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.custody import noticefile, rekeying, remaking, whole
from settlement.errors import Refusal
from settlement.imports.services import Wishes
from settlement.keys import services as keys
from settlement.keys.models import Scope
from settlement.roster import lookup
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, BEN, import_, write

GWEN = ANA | {
    "member_ref": "A-1003",
    "notice_id": "",
    "confirmation_code": "",
    "first_name": "=Gwen",
    "last_name": "Ó'Dea, Jr.",
    "line2": "",
    "city": "",
    "state": "PR",
}


@pytest.fixture
def listed(settlement: Settlement, alice: User, tmp_path: Path) -> Settlement:
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN, ANA, GWEN), by=alice)
    return settlement


def export(
    settlement: Settlement, path: Path, by: User, *states: str, purpose: str = "first notice"
) -> noticefile.NoticeFile:
    return noticefile.export_notices(
        settlement=settlement, path=path, purpose=purpose, by=by, states=states
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_member_has_a_row_and_who_was_rejected_has_none(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    made = export(listed, tmp_path / "mail.csv", alice)

    ana, ben, gwen = rows(made.path)
    assert made.members == 3
    assert ana == {
        "notice_id": "7KQ2-9F4D-PX3W-8RT8",
        "confirmation_code": "K4T7P-9XWM8",
        "first_name": "Ana",
        "last_name": "Brown-Núñez",
        "line1": "12 Oak St, rear",
        "line2": "Apt 3",
        "city": "Chicago",
        "state": "IL",
        "zip": "60601",
        "email": "Ana.Brown@gmail.com",
    }
    assert (ben["first_name"], ben["line1"], ben["email"]) == ("Ben", "", "ben@example.org")
    assert [len(text) for text in (ben["notice_id"], ben["confirmation_code"])] == [19, 11]
    assert (gwen["first_name"], gwen["last_name"]) == ("'=Gwen", "Ó'Dea, Jr.")


def test_the_code_that_was_minted_and_sent_opens_the_member(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    for row in rows(export(listed, tmp_path / "mail.csv", alice).path):
        found = lookup.find_by_code(
            settlement=listed, notice_id=row["notice_id"], code=row["confirmation_code"]
        )
        assert found is not None


def test_the_file_is_its_owners_alone_and_is_what_the_log_says(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    made = export(listed, tmp_path / "mail.csv", alice)

    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.sha256 == sha256(made.path.read_bytes()).hexdigest()
    assert made.size == made.path.stat().st_size
    begun, done = Event.objects.filter(kind__startswith="roster.export").order_by("pk")
    assert (begun.kind, begun.actor, begun.why) == ("roster.export_begun", alice, "first notice")
    assert (done.kind, done.why) == ("roster.exported", "first notice")
    assert done.data == {
        "file": "mail.csv",
        "members": 3,
        "bytes": made.size,
        "sha256": made.sha256,
    }


def test_the_beginning_is_recorded_before_the_first_byte(
    listed: Settlement, alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> int:
        assert Event.objects.filter(kind="roster.export_begun").exists()
        raise OSError(28, "No space left on device", "mail.csv")

    monkeypatch.setattr(csvfile, "write", broken)

    with pytest.raises(OSError, match="No space"):
        export(listed, tmp_path / "mail.csv", alice)

    assert {path.name for path in tmp_path.iterdir()} == {"list.csv"}
    assert not Event.objects.filter(kind="roster.exported").exists()


def test_members_of_some_states_alone(listed: Settlement, alice: User, tmp_path: Path) -> None:
    made = export(listed, tmp_path / "mail.csv", alice, "NY", "PR")

    assert [row["state"] for row in rows(made.path)] == ["new york", "PR"]


def test_who_was_taken_from_the_list_is_left_out(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    sql.run("DELETE FROM settlement_classmember WHERE member_no = 2")

    assert [row["first_name"] for row in rows(export(listed, tmp_path / "m.csv", alice).path)] == [
        "Ana",
        "'=Gwen",
    ]


def test_after_supplements_each_member_has_one_row_as_it_is_now(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    clara = BEN | {"member_ref": "A-1004", "first_name": "Clara"}
    names = ("member_ref", "first_name", "last_name", "city", "email", "phone", "state", "action")
    for n, lines in enumerate(
        [
            [clara | {"action": "add"}, ANA | {"city": "Lima", "action": "change"}],
            [ANA | {"city": "Oslo", "action": "change"}, BEN | {"action": "remove"}],
        ]
    ):
        path = write(tmp_path / f"more{n}.csv", *lines, names=(*names, "illinois_creator"))
        import_(listed, path, by=alice, wishes=Wishes(supplement=True))

    found = rows(export(listed, tmp_path / "mail.csv", alice).path)

    assert [(row["first_name"], row["city"]) for row in found] == [
        ("Ana", "Oslo"),
        ("'=Gwen", ""),
        ("Clara", ""),
    ]
    assert (found[0]["notice_id"], found[0]["line1"]) == ("7KQ2-9F4D-PX3W-8RT8", ANA["line1"])


@pytest.mark.parametrize("stretch", [1, 16])
def test_many_members_come_in_order_whatever_is_read_at_once(
    settlement: Settlement,
    alice: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stretch: int,
) -> None:
    names = [f"Zoë{n}" if n % 7 == 0 else f"Zoe{n}" for n in range(2_100)]
    members = [
        {"member_ref": f"R{n}", "email": f"{n}@example.org", "first_name": name, "state": "IL"}
        for n, name in enumerate(names)
    ]
    import_(settlement, write(tmp_path / "list.csv", *members), by=alice)
    monkeypatch.setattr(whole, "STRETCH", stretch)

    assert [
        row["first_name"] for row in rows(export(settlement, tmp_path / "m.csv", alice).path)
    ] == names


@pytest.mark.parametrize(
    ("name", "states", "purpose", "words"),
    [
        ("mail.csv", ["IL"], "  ", "Say with --purpose"),
        ("mail.csv", ["IL", "XX"], "notice", "XX is no state"),
        ("list.csv", [], "notice", "exists"),
    ],
)
def test_what_is_refused_leaves_no_file(
    listed: Settlement,
    alice: User,
    tmp_path: Path,
    name: str,
    states: list[str],
    purpose: str,
    words: str,
) -> None:
    before = (tmp_path / "list.csv").read_bytes()

    with pytest.raises(Refusal, match=words):
        export(listed, tmp_path / name, alice, *states, purpose=purpose)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"list.csv": before}
    assert not Event.objects.filter(kind__startswith="roster.export").exists()


def test_without_a_list_or_its_key_there_is_nothing_to_export(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="no class list in use"):
        export(make.settlement(slug="other"), tmp_path / "mail.csv", alice)

    keys.destroy_keys(settlement_id=listed.pk, scopes=(Scope.ROSTER,), now=timezone.now())
    with pytest.raises(keys.KeyDestroyed):
        export(listed, tmp_path / "mail.csv", alice)


def test_a_list_that_changes_meanwhile_makes_no_file(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    def change(_members: int) -> None:
        import_(listed, write(tmp_path / "new.csv", ANA, BEN), by=alice)

    with pytest.raises(Refusal, match="changed while it was exported"):
        noticefile.export_notices(
            settlement=listed,
            path=tmp_path / "mail.csv",
            purpose="notice",
            by=alice,
            written=change,
        )

    assert not [path for path in tmp_path.iterdir() if "mail" in path.name]


def test_a_list_put_under_another_key_meanwhile_makes_no_file(
    settlement: Settlement,
    alice: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    members = [BEN | {"member_ref": f"R{n}"} for n in range(1_100)]
    import_(settlement, write(tmp_path / "list.csv", *members), by=alice)
    for module in (whole, remaking):
        monkeypatch.setattr(module, "STRETCH", 1)

    def change(_members: int) -> None:
        found = rekeying.begin(settlement=settlement, why="a test", by=alice)
        rekeying.build(found, progress=rekeying.Progress())
        rekeying.switch(found, by=alice, now=timezone.now())

    with pytest.raises(Refusal, match="changed while it was exported"):
        noticefile.export_notices(
            settlement=settlement,
            path=tmp_path / "mail.csv",
            purpose="notice",
            by=alice,
            written=change,
        )

    assert not [path for path in tmp_path.iterdir() if "mail" in path.name]


def _said(*command: str) -> str:
    out = StringIO()
    call_command("export_notices", *command, stdout=out)
    return out.getvalue()


def test_the_command_is_an_administrators(listed: Settlement, tmp_path: Path, bob: User) -> None:
    ada = make.user("administrator", name="Ada")
    named = ["small", "--out", str(tmp_path / "m.csv"), "--purpose", "notice", "--state", "il"]

    with pytest.raises(CommandError, match=r"no role that may do this.* No file was written"):
        _said(*named, "--by", bob.email)
    answer = json.loads(_said(*named, "--by", ada.email, "--json"))

    assert (answer["members"], answer["sha256"]) == (
        1,
        sha256((tmp_path / "m.csv").read_bytes()).hexdigest(),
    )
    assert Event.objects.get(kind="roster.exported").actor == ada


def test_the_document_names_the_columns() -> None:
    document = Path("docs/formats/notice-export.md").read_text()

    for column in noticefile.COLUMNS:
        assert f"`{column}`" in document
