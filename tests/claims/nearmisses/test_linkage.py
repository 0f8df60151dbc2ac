"""Splink's model says what our own weights say, and its files tell no detail of anybody."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.filing.models import Claim
from claims.nearmisses import services
from claims.nearmisses.exporting import export_links
from claims.nearmisses.linkage import words
from claims.nearmisses.pairs import COLUMNS
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.nearmisses.conftest import ANA, Filed

ENTERED: list[dict[str, object]] = [
    {},
    {"line1": "12 Oak St", "line2": ""},
    {"zip": "60699", "city": "Chicagoo"},
    {"zip": "97201", "city": "Portland", "line1": "9 Elm Rd", "line2": ""},
    {"first_name": "Anabel", "last_name": "Nunez", "signature": "Anabel Nunez"},
    {"first_name": "Brown-Nunez", "last_name": "Ana", "signature": "Brown-Nunez Ana"},
    {"last_name": "Brown-Nunes", "signature": "Ana Brown-Nunes"},
    {"usernames": ("ana_b7", "stranger")},
    {"phone": "312 555 0143"},
    {"notice_id": "7KQ2-9F4D-PX3W-8RT8", "confirmation_code": "K4T7P-9XMW8"},
    {"notice_id": "7KQ2-9F4D-PX3W-8RTW", "confirmation_code": "K4T7P-9XWM8"},
]


def exported(settlement: Settlement, folder: Path) -> dict[str, dict[str, tuple[str, float]]]:
    """For each claim, of the pair with Ana: field -> (word, bits)."""
    export_links(settlement=settlement, folder=folder, by=User.objects.service("tests"))
    found: dict[str, dict[str, tuple[str, float]]] = {}
    for line in (folder / "waterfall.csv").read_text().splitlines()[1:]:
        claim, member_no, field, word, bits = line.split(",")
        if member_no == "1":
            found.setdefault(claim, {})[field] = (word, float(bits.lstrip("'")))
    return found


@pytest.mark.parametrize("entered", ENTERED)
def test_both_ways_give_each_field_the_same_weight(
    settlement: Settlement, filed: Filed, tmp_path: Path, entered: dict[str, object]
) -> None:
    claim = filed(**ANA | entered)
    services.search_one(claim=claim, by=make.user("reviewer"), now=make.NOW)
    ours = next(near for near in services.near_misses_of(claim) if near.member_no == 1)

    theirs = exported(settlement, tmp_path / "out")[claim.number]

    for field, likeness, bits in ours.waterfall:
        if field in theirs:
            word, weight = theirs[field]
            assert weight == pytest.approx(bits, abs=0.06), (field, likeness, word)


def test_files_are_the_owner_s_and_hold_numbers_alone(
    settlement: Settlement, nearly_ana: Claim, tmp_path: Path
) -> None:
    out = StringIO()
    call_command("link_claims", settlement.slug, "--out", str(tmp_path / "out"), stdout=out)

    assert "1 pairs" in out.getvalue()
    assert "they are personal data" in out.getvalue()
    for path in (tmp_path / "out" / "candidates.csv", tmp_path / "out" / "waterfall.csv"):
        text = path.read_text()
        assert path.stat().st_mode & 0o777 == 0o600
        assert nearly_ana.number in text
        for word in ("brown", "bronw", "oak", "chicago", "60601", "gmail"):
            assert word not in text.casefold()
    assert Event.objects.filter(kind="claims.linked", ref="small").exists()
    assert Event.objects.filter(kind="roster.read", ref=nearly_ana.number).exists()


def test_a_case_without_a_list_is_refused(settlement: Settlement, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no class list"):
        call_command("link_claims", settlement.slug, "--out", str(tmp_path))


def test_who_may_not_is_refused(settlement: Settlement, charlie: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no role"):
        call_command("link_claims", settlement.slug, "--out", str(tmp_path), "--by", charlie.email)


def test_every_level_has_a_word() -> None:
    for field in COLUMNS:
        assert {-1, 0, 1} <= words(field).keys()
