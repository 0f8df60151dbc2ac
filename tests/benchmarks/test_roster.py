"""The benchmark of the class list runs whole, small, does what it says, and leaves nothing."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from benchmarks import costs, fill, quiet, roster, space
from benchmarks.costs import Cost
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.roster.models import ClassMember
from settlement.synthetic import roster_file
from settlement.synthetic.synthetic import SyntheticClass
from tests import make
from tests.settlement.roster.listing import import_

TABLES = "SELECT relname FROM pg_class WHERE relname ~ '^roster_members_[0-9]+$'"


LITTLE = roster.Effort(warm_up=10, bulk=100, look_ups=32, rate=15.0, seconds=1.0)


@pytest.fixture
def scratch(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site's folder, of this test alone."""
    settings.PRORATA_VAR = tmp_path
    monkeypatch.setenv("PRORATA_VAR", str(tmp_path))
    return tmp_path


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands do not start anew, which is most of what they take at this size."""

    def manage(name: str, *arguments: object) -> Cost:
        call_command(name, *map(str, arguments), stdout=StringIO())
        return Cost(seconds=1.0, peak=1)

    monkeypatch.setattr(costs, "manage", manage)
    monkeypatch.setattr(quiet, "PATIENCE_SECONDS", 0.0)  # other tests write all the time


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database", "in_this_process")
def test_the_class_list_is_made_imported_looked_up_visited_and_verified(scratch: Path) -> None:
    report = roster.run(members=2_000, claims=100, sizes=[500], effort=LITTLE)

    told = {row.what: row for row in report.rows}
    assert len(told) == len(report.rows)
    assert ClassMember.objects.count() == 2_000
    assert told["import, ready to look up"].reference
    assert told["on disk, together"].value > 0
    assert told["claims approved"].value >= 95
    assert Claim.objects.count() == 100
    assert Event.objects.filter(kind="roster.read", why="prefill").count() == 9  # of 15 visitors
    assert [path.name for path in scratch.iterdir() if path.name.startswith("roster-")] == []
    assert len(sql.rows(TABLES)) == 1


@pytest.mark.parametrize(("members", "claims", "sizes"), [(10, 11, []), (10, 1, [10])])
def test_sizes_that_make_no_sense_are_refused(members: int, claims: int, sizes: list[int]) -> None:
    with pytest.raises(Refusal, match="no more claims than members"):
        roster.run(members=members, claims=claims, sizes=sizes)


def test_a_disk_that_is_too_full_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = space.ALWAYS + 1_000 * space.PER_MEMBER
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(0, 0, free))

    space.refuse_if_short(tmp_path, members=1_000)
    with pytest.raises(Refusal, match=r"needs 2\.0 GB of free disk here"):
        space.refuse_if_short(tmp_path, members=1_001)


def test_the_largest_class_needs_at_most_sixty_gigabytes() -> None:
    assert space.ALWAYS + 89_000_000 * space.PER_MEMBER <= 60 * space.GB


def test_a_command_that_fails_fails_the_benchmark() -> None:
    with pytest.raises(Refusal, match="make_roster failed"):
        costs.manage("make_roster", "--members", 5, "--out", "list.xlsx")


def test_a_process_is_told_its_own_memory_and_not_its_parents(tmp_path: Path) -> None:
    ballast = bytearray(600 * 2**20)

    cost = costs.manage("make_roster", "--members", 5, "--out", tmp_path / "list.csv")

    assert 20 * 2**20 < cost.peak < len(ballast)
    assert 0 < cost.seconds < 60


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database")
def test_claims_are_filed_of_real_members_half_of_them_with_their_code(tmp_path: Path) -> None:
    settlement = make.settlement()
    roster_file.write(tmp_path / "list.csv", SyntheticClass(300))
    import_(settlement, tmp_path / "list.csv", by=User.objects.service("tests"))

    filed = fill.claims_of_list(settlement, members=300, claims=50)

    claims = Claim.objects.all()
    assert filed == len(claims) == 50
    assert claims.filter(notice_key__isnull=False, code_key__isnull=False).count() == 25
    listed = set(ClassMember.objects.values_list("name_key", "email_key", "phone_key"))
    assert {(claim.name_key, claim.email_key, claim.phone_key) for claim in claims} <= listed
    assert {claim.status for claim in claims} == {"filed"}
