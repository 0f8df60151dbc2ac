"""A run's audit pack, and what verify.py says of it."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from payouts.allocation.models import Award, Measure, Run, RunStatus, Share
from payouts.auditpack import folder, verify
from payouts.auditpack.models import AwardTree
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.payouts import paying
from tests.payouts.allocation import plans, running
from tests.payouts.auditpack import packed

pytestmark = pytest.mark.django_db

TRANCHES = """
[[pools.tranches]]
key = "losses"
applies_if = "loss > 0"
amount = "loss"
cap_per_claim = "50.00"
minimum = "5.00"

[[pools.tranches]]
key = "shares"
applies_if = "true"
points = "6 if created_in_illinois else 1"
rounding = "largest-remainder"
cap_per_claim = "9.99"

[[pools.tranches]]
key = "rest"
applies_if = "years > 0"
points = "years / 3"
rounding = "unit-down"
"""
LOSS = """
[[questions]]
key = "loss"
kind = "money"
label = { en = "What did you lose?", es = "¿Cuánto perdió?" }
"""


def many_sided() -> Settlement:
    """A case of two pools, with targets, caps, a minimum and left-over cents."""
    text = plans.text(net_cents=30_011, tranches=TRANCHES)
    small = '[[pools]]\nkey = "small"\ntitle = "Paper"\namount = "10.01"\n'
    other = (
        f'{small}[[pools.tranches]]\nkey = "even"\napplies_if = "true"\npoints = "1"\n'
        'rounding = "largest-remainder"\n\n[residual]'
    )
    text = text.replace("[[pools]]", f"{LOSS}\n[[pools]]", 1).replace("[residual]", other, 1)
    return make.settlement(text=text)


def run_of_many_sides() -> Run:
    settlement = many_sided()
    for years, loss, illinois in (
        (0, "0.00", False), (3, "12.34", True), (1, "80.00", False), (2, "4.99", True),
        (0, "0.00", True), (5, "0.01", False), (0, "0.00", False), (7, "50.00", True),
    ):  # fmt: skip
        answers = {"years": years, "loss": loss, "created_in_illinois": illinois}
        packed.claim(settlement, answers=answers)
    return running.finished(settlement)


@pytest.fixture
def run() -> Run:
    """Three claims that share a dollar, of which the first by number gets the cent left over."""
    settlement = packed.case(net_cents=100, rounding="largest-remainder")
    for _each in range(3):
        packed.claim(settlement)
    return running.finished(settlement)


def test_a_pack_says_equal_and_what_it_found(run: Run, tmp_path: Path) -> None:
    pack = packed.written(run, tmp_path / "pack")

    said = packed.verified(pack)

    assert said.startswith("equal: run 1 of small awards $1.00 to 3 claims, and $0.00 of $1.00")
    assert run.snapshot_sha256 in said
    assert AwardTree.objects.get(run=run).root in said


def test_every_rule_at_once_comes_out_alike(tmp_path: Path) -> None:
    run = run_of_many_sides()
    assert run.status == RunStatus.CLOSED, run.refusal
    outcomes = {share.outcome for share in Share.objects.filter(run=run)}
    assert outcomes == {"", "capped", "dropped"}
    assert Share.objects.filter(run=run).exclude(extra_until="").exists()

    assert packed.verified(packed.written(run, tmp_path / "pack")).startswith("equal: run 1")


@pytest.mark.parametrize(
    ("net_cents", "plan", "claims", "award"),
    [
        (6_112_441_587 // 1_000, {"rounding": "down"}, 1_558, 3_923),
        (1_700_000, {"more": 'cap_per_claim = "12.00"'}, 500, 1_200),
    ],
)
def test_a_scaled_published_plan_comes_out_alike(
    tmp_path: Path, net_cents: int, plan: dict[str, str], claims: int, award: int
) -> None:
    settlement = packed.case(net_cents=net_cents, **plan)
    for _each in range(claims):
        packed.claim(settlement)
    run = running.finished(settlement)

    assert {*running.awards_of(run).values()} == {award}
    assert packed.verified(packed.written(run, tmp_path / "pack")).startswith("equal")


def test_a_run_over_nobody_is_packed_too(tmp_path: Path) -> None:
    run = running.finished(packed.case(net_cents=100))

    said = packed.verified(packed.written(run, tmp_path / "pack"))

    assert "awards $0.00 to 0 claims, and $1.00 of $1.00 is left" in said


def test_an_award_altered_in_the_database_is_named(run: Run, tmp_path: Path) -> None:
    number, cents = max(running.awards_of(run).items())
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=run, claim__number=number).update(cents=cents + 1)

    said = packed.verified(packed.written(run, tmp_path / "pack"), status=1)

    assert said == (
        f"different: claim {number}: it is awarded $0.34 (34 cents), and should be awarded $0.33"
        " (33 cents), as measure 1.\n"
    )


def test_the_cent_left_over_goes_to_the_lowest_number_and_no_other(
    run: Run, tmp_path: Path
) -> None:
    first, *others = sorted(running.awards_of(run))
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=run, claim__number=first).update(cents=33)
    Award.objects.filter(run=run, claim__number=others[0]).update(cents=34)

    said = packed.verified(packed.written(run, tmp_path / "pack"), status=1)

    assert said.startswith(f"different: claim {first}: it is awarded $0.33 (33 cents), and should")


@pytest.mark.parametrize(
    ("table", "change", "named"),
    [
        ("share", {"cents": 34}, "schedule.csv, measure 1, main.shares, cents: it is 34"),
        ("share", {"points": Decimal(2)}, "main.shares, points or target: it is 2"),
        ("share", {"outcome": "capped"}, "main.shares, outcome: it is capped"),
        ("share", {"extra_until": "Z"}, "extra: it is 1, and should be 0"),
        ("measure", {"claims": 4}, "measures.csv, measure 1, claims: it is 4, and should be 3"),
        ("measure", {"cents": 34}, "measures.csv, measure 1, cents: it is 34"),
        ("measure", {"answers": {"years": 1}}, "measures.csv, measure 1: its answers are years"),
        ("run", {"snapshot_sha256": "0" * 64}, "manifest.json, snapshot_sha256: it is 000"),
        ("run", {"awarded_cents": 99, "residual_cents": 1}, "figures.json, sums.awarded_cents"),
    ],
)
def test_anything_else_altered_in_the_database_is_named(
    run: Run, tmp_path: Path, table: str, change: dict[str, object], named: str
) -> None:
    paying.without_triggers(f"payouts_{table}")
    rows = {
        "share": Share.objects.filter(run=run),
        "measure": Measure.objects.filter(run=run),
        "run": Run.objects.filter(pk=run.pk),
    }
    rows[table].update(**change)

    said = packed.verified(packed.written(run, tmp_path / "pack"), status=1)

    assert said.startswith("different: ")
    assert named in said


@pytest.mark.parametrize(
    "name",
    ["settlement.toml", "measures.csv", "schedule.csv", "claims.csv", "figures.json", "README.txt"],
)
def test_an_altered_file_is_named(run: Run, tmp_path: Path, name: str) -> None:
    pack = packed.written(run, tmp_path / "pack")
    (pack / name).write_bytes((pack / name).read_bytes() + b"\n")

    said = packed.verified(pack, status=1)

    assert said.startswith(f"different: {name} was altered: its SHA-256 is ")


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    pack = packed.written(run, tmp_path / "pack")
    (pack / "claims.csv").unlink()

    assert packed.verified(pack, status=1) == "different: The pack has no file claims.csv.\n"


def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    one, other = packed.written(run, tmp_path / "one"), packed.written(run, tmp_path / "other")

    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(["README.txt", "manifest.json", "verify.py", *verify.DATA])
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_nothing_in_a_pack_tells_who_anybody_is(tmp_path: Path) -> None:
    settlement = make.settlement()
    private = {
        "first_name": "Xanthippe", "last_name": "Quackenbush", "line1": "77 Zymurgy Lane",
        "city": "Kalamazoo", "state": "MI", "zip": "49001", "email": "xq77@example.net",
        "phone": "269 555 0177", "usernames": ("xanthq",), "signature": "Xanthippe Quackenbush",
    }  # fmt: skip
    paying.approved_claim(settlement, **private)
    pack = packed.written(running.finished(settlement), tmp_path / "pack")

    words = ["Xanthippe", "Quackenbush", "Zymurgy", "Kalamazoo", "49001", "xq77", "xanthq"]
    phone = re.compile(r"269\D{0,2}555\D?0177")
    for path in pack.iterdir():
        text = path.read_text()
        assert [word for word in words if word.lower() in text.lower()] == []
        assert not phone.search(text)


def test_the_command_writes_a_pack_and_records_who_took_it(run: Run, tmp_path: Path) -> None:
    out = StringIO()
    court = make.user("counsel")

    call_command(
        "audit_pack", "small", str(run.number), out=tmp_path / "new" / "pack", json=True,
        by=court.email, stdout=out,
    )  # fmt: skip

    said = json.loads(out.getvalue())
    assert said["claims"] == 3
    assert said["root"] == packed.manifest(tmp_path / "new" / "pack")["tree"]["root"]
    event = Event.objects.get(kind="run.packed", ref=run.audit_ref)
    assert (event.actor, event.data["as"]) == (court, "folder")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["pack"]


def test_a_folder_with_something_in_it_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(CommandError, match="is not empty"):
        call_command("audit_pack", "small", "1", out=tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_reviewer_takes_no_pack(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no role that may do this"):
        call_command(
            "audit_pack", "small", "1", out=tmp_path / "pack", by=make.user("reviewer").email
        )


def test_a_run_that_is_not_computed_has_no_pack(tmp_path: Path) -> None:
    running.opened(packed.case())

    with pytest.raises(CommandError, match="Run 1 is not computed"):
        call_command("audit_pack", "small", "1", out=tmp_path / "pack")

    assert [*tmp_path.iterdir()] == []


def test_what_fails_half_way_leaves_nothing(run: Run, tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, Iterator[bytes]]]:
        yield "README.txt", iter([b"something"])
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        folder.write(tmp_path / "pack", broken())

    assert [*tmp_path.iterdir()] == []
