"""A thousand members with difficult spellings get the keys that a claimant would get."""

import csv
import json
from pathlib import Path

import pytest

from settlement.accounts.models import User
from settlement.roster import lookup
from settlement.roster.models import ClassMember
from settlement.synthetic.draws import Dice
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import NAMES, import_

HARD: dict[str, list[str]] = json.loads((make.DATA / "hard_identifiers.json").read_text())


@pytest.fixture(scope="module")
def people() -> list[dict[str, str]]:
    dice = Dice("hard cases")
    return [
        {name: dice.pick(HARD[name]) for name in HARD if name != "code"}
        | {
            "member_ref": f"R{n}\u00e9" if n % 3 else f" R{n} ",
            "notice_id": f"{n:04d}{dice.pick(HARD['code'])}",
            "confirmation_code": f"{dice.pick(HARD['code'])}{n}",
        }
        for n in range(1_000)
    ]


def test_list_and_claimant_agree_on_every_one(
    settlement: Settlement, alice: User, tmp_path: Path, people: list[dict[str, str]]
) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, NAMES, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(people)

    row = import_(settlement, path, by=alice)

    assert (row.loaded, row.rejected) == (1_000, 0)
    for member in ClassMember.objects.filter(settlement=settlement):
        person = people[member.member_no - 1]
        keys = lookup.keys_for(
            settlement=settlement,
            notice_id=person["notice_id"],
            code=person["confirmation_code"],
            email=person["email"],
            phone=person["phone"],
            usernames=[person["username"]],
            first_name=person["first_name"],
            last_name=person["last_name"],
        )
        assert (member.notice_key, member.code_key) == (keys.notice_key, keys.code_key), person
        assert (member.email_key, member.phone_key) == (keys.email_key, keys.phone_key), person
        assert member.username_key == next(iter(keys.username_keys), None), person
        assert member.name_key == keys.name_key, person
