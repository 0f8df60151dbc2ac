"""The rejected lines of a failed import are kept until an import of the case succeeds."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.imports import rejects
from settlement.imports.services import Wishes
from settlement.roster.models import ImportReject, ImportStatus, RosterImport
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, BEN, import_, write

pytestmark = pytest.mark.django_db(transaction=True)  # several streams, each with its own

WRONG = ANA | {"illinois_creator": "perhaps"}


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> None:
    settings.PRORATA_VAR = tmp_path / "var"


@pytest.fixture
def by(db: None) -> User:
    return User.objects.service("tests")


@pytest.fixture
def case(db: None) -> Settlement:
    return make.settlement()


def fail(case: Settlement, path: Path, by: User) -> RosterImport:
    """An import of two lines, of which none can be loaded."""
    write(path, WRONG, WRONG | {"member_ref": "A-2"})
    with pytest.raises(Refusal, match="None of the 2 lines"):
        import_(case, path, by=by, wishes=Wishes(streams=2))
    return RosterImport.objects.latest("pk")


def test_a_failed_import_says_how_many_lines_it_rejected_and_keeps_them(
    case: Settlement, by: User, tmp_path: Path
) -> None:
    failed = fail(case, tmp_path / "list.csv", by)

    assert (failed.status, failed.rejected) == (ImportStatus.FAILED, 2)
    assert failed.rejects.count() == 2


def test_an_interrupted_import_that_another_overtakes_says_so_too(
    case: Settlement, by: User, tmp_path: Path
) -> None:
    left = RosterImport.objects.create(settlement=case, files=[{"name": "a"}], made_by=by)
    ImportReject.objects.create(roster_import=left, file=0, line=2, reason="not UTF-8")

    import_(case, write(tmp_path / "list.csv", ANA), by=by)

    left.refresh_from_db()
    assert (left.status, left.rejected, left.rejects.count()) == (ImportStatus.FAILED, 1, 0)


def test_they_are_let_go_when_an_import_of_the_case_succeeds(
    case: Settlement, by: User, tmp_path: Path
) -> None:
    failed = fail(case, tmp_path / "list.csv", by)
    elsewhere = fail(make.settlement(slug="other"), tmp_path / "other.csv", by)
    path = write(tmp_path / "mended.csv", ANA, WRONG | {"member_ref": "A-2"})

    import_(case, path, by=by, wishes=Wishes(dry_run=True))
    assert failed.rejects.count() == 2  # a trial brings nothing into use

    row = import_(case, path, by=by)

    failed.refresh_from_db()
    assert (failed.rejected, failed.rejects.count()) == (2, 0)
    assert elsewhere.rejects.count() == 2
    assert row.rejects.count() == 1  # what came into use keeps its own
    tried = RosterImport.objects.get(status=ImportStatus.TRIED)
    assert tried.rejects.count() == 1
    assert rejects.let_go(settlement_id=case.pk) == 0


def test_a_supplement_that_is_merged_succeeds_as_well(
    case: Settlement, by: User, tmp_path: Path
) -> None:
    import_(case, write(tmp_path / "list.csv", ANA), by=by)
    failed = fail(case, tmp_path / "new.csv", by)

    import_(case, write(tmp_path / "more.csv", BEN), by=by, wishes=Wishes(supplement=True))

    assert failed.rejects.count() == 0


def test_the_pages_say_how_many_there_are_and_when_they_were_let_go(
    case: Settlement, by: User, tmp_path: Path, client: Client
) -> None:
    client.force_login(make.user("administrator"))
    failed = fail(case, tmp_path / "list.csv", by)
    fail(case, tmp_path / "again.csv", by)
    of_case, one = "/staff/roster/small/", f"/staff/roster/small/imports/{failed.pk}/"

    assert "Rejected lines of failed imports: 4." in client.get(of_case).content.decode()
    assert "neither true, false nor empty" in client.get(one).content.decode()

    import_(case, write(tmp_path / "mended.csv", ANA), by=by)

    assert "Rejected lines of failed imports" not in client.get(of_case).content.decode()
    said = " ".join(client.get(one).content.decode().split())
    assert "2 rejected lines could be read here until a later import" in said
    assert "Every line that was read so far was loaded" not in said
