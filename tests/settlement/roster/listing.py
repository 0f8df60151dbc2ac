"""A class list of some lines for tests, written as a defendant would."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils import timezone

from settlement.accounts.models import User
from settlement.delivery.columns import COLUMNS
from settlement.imports import services
from settlement.roster.models import RosterImport
from settlement.terms.models import Settlement

NAMES = (*COLUMNS, "illinois_creator")
ANA = {
    "member_ref": "A-1001",
    "notice_id": "7KQ2-9F4D-PX3W-8RT8",
    "confirmation_code": "K4T7P-9XWM8",
    "email": "Ana.Brown@gmail.com",
    "phone": "(312) 555-0142",
    "username": "@ana.b",
    "first_name": "Ana",
    "last_name": "Brown-Núñez",
    "line1": "12 Oak St, rear",
    "line2": "Apt 3",
    "city": "Chicago",
    "state": "IL",
    "zip": "60601",
    "illinois_creator": "true",
}
BEN = {
    "member_ref": "A-1002",
    "email": "ben@example.org",
    "phone": "312-555-0142",  # Ana's: they are a family
    "first_name": "Ben",
    "last_name": "Brown",
    "state": "new york",
    "illinois_creator": "FALSE",
}


def write(
    path: Path, *members: Mapping[str, str], names: Sequence[str] = NAMES, more: str = ""
) -> Path:
    """A file of these members; `more` is put behind them as it is."""
    lines = [",".join(names)]
    lines += [",".join(_quoted(member.get(name, "")) for name in names) for member in members]
    path.write_text("\n".join(lines) + "\n" + more)
    return path


AS_USUAL = services.Wishes()


def import_(
    settlement: Settlement, *paths: Path, by: User, wishes: services.Wishes = AS_USUAL
) -> RosterImport:
    return services.import_roster(
        settlement=settlement, paths=paths, by=by, now=timezone.now(), wishes=wishes
    )


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell
