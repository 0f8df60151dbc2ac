"""The files of one import may be of different forms; the list is the same."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from settlement.accounts.models import User
from settlement.delivery import delivery
from settlement.errors import Refusal
from settlement.imports import numbering, services
from settlement.roster.models import ClassMember, ImportStatus, RosterImport
from settlement.terms.models import Settlement
from tests.settlement.roster.listing import ANA, BEN, NAMES, import_, write

CARL = {"member_ref": "A-1003", "last_name": "Núñez", "email": "carl@example.org", "zip": "02134"}
DORA = {"member_ref": "A-1004", "last_name": "Brown", "phone": "312 555 0199", "state": "TX"}


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> None:
    settings.PRORATA_VAR = tmp_path / "var"


def _as_delivered(path: Path, names: Sequence[str] = NAMES) -> list[Path]:
    """Three files: CSV, UTF-16 in gzip, and Parquet."""
    plain, packed, table = (path / name for name in ("1.csv", "2.csv.gz", "3.parquet"))
    write(plain, ANA)
    packed.write_bytes(gzip.compress(write(packed, BEN).read_text().encode("utf-16")))
    texts = arrow_csv.ConvertOptions(column_types=dict.fromkeys(NAMES, "string"))
    written = write(table, CARL, DORA)
    parquet.write_table(arrow_csv.read_csv(written, convert_options=texts).select(names), table)
    return [plain, packed, table]


def _keys(settlement: Settlement) -> list[tuple[object, ...]]:
    found = ClassMember.objects.filter(settlement=settlement).order_by("member_no")
    return list(found.values_list("email_key", "phone_key", "name_key", "ref_key", "flags"))


def test_a_list_in_several_forms_is_the_list_in_one(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN, CARL, DORA), by=alice)
    in_one = _keys(settlement)

    row = import_(settlement, *_as_delivered(tmp_path), by=alice)

    assert (row.loaded, row.rejected) == (4, 0)
    assert _keys(settlement) == in_one


def test_files_of_different_forms_must_have_the_same_columns(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    without_zip = [name for name in NAMES if name != "zip"]

    with pytest.raises(Refusal, match=r"3\.parquet do not have the same columns.*has zip"):
        import_(settlement, *_as_delivered(tmp_path, without_zip), by=alice)


def test_a_file_that_changes_while_it_is_loaded_leaves_the_list_in_use(
    settlement: Settlement, alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 1)
    monkeypatch.setattr(numbering, "BATCH_RECORDS", 256)
    import_(settlement, write(tmp_path / "one.csv", ANA), by=alice)
    before, path = _keys(settlement), write(tmp_path / "two.csv", BEN, CARL)

    def go_on_writing(_length: int) -> None:
        with path.open("a") as file:
            file.write("A-1005,")

    with pytest.raises(Refusal, match=r"two\.csv was changed while it was being read"):
        services.import_roster(
            settlement=settlement,
            paths=[path],
            by=alice,
            now=timezone.now(),
            progress=services.Progress(loaded=go_on_writing),
        )

    assert RosterImport.objects.latest("pk").status == ImportStatus.FAILED
    assert _keys(settlement) == before
