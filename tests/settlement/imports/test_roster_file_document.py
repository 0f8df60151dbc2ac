"""What we tell the defendant to deliver is what we read."""

import re
from pathlib import Path

from settlement.accounts.models import User
from settlement.delivery.columns import COLUMNS
from settlement.identifiers import minting, normalise, notice_ids
from settlement.roster.models import ClassMember
from settlement.terms.models import Settlement
from tests.settlement.imports.test_import import BAD_LINES
from tests.settlement.roster.listing import import_

DOCUMENT = (Path(__file__).parents[3] / "docs" / "formats" / "roster-file.md").read_text()


def test_the_example_can_be_imported(settlement: Settlement, alice: User, tmp_path: Path) -> None:
    (example,) = re.findall(r"^```csv\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    path = tmp_path / "members-1.csv"
    path.write_text(example)

    row = import_(settlement, path, by=alice)

    assert (row.loaded, row.rejected, row.unusable) == (3, 0, {})
    members = ClassMember.objects.filter(settlement=settlement).order_by("member_no")
    assert [member.flags for member in members] == [2, 0, 1]
    assert None not in {member.notice_key for member in members}


def test_every_column_is_described() -> None:
    described = re.findall(r"^\| ([a-z_0-9, ]+) \|", DOCUMENT, re.MULTILINE)

    assert set(COLUMNS) <= {name for cell in described for name in cell.split(", ")}


def test_every_reason_to_reject_a_line_is_listed() -> None:
    listed = re.findall(r"^\| `([^`]+)` \|", DOCUMENT, re.MULTILINE)

    assert {_shape(reason) for reason in listed} == {_shape(reason) for _, reason in BAD_LINES}


def test_the_ids_that_are_shown_are_ours() -> None:
    notice_id, code = re.findall(r"`([2-9A-Z]+(?:-[2-9A-Z]+)+)`", DOCUMENT)

    assert notice_ids.is_notice_id(normalise.notice_id(notice_id))
    assert notice_ids.is_code(normalise.code(code))
    assert len(normalise.notice_id(notice_id)) == minting.ID_LENGTH
    assert f"`{notice_ids.ALPHABET}`" in DOCUMENT


def _shape(reason: str) -> str:
    """The reason without its numbers and the file's name."""
    return re.sub(r"\d+|\S+\.csv", "#", reason)
