"""A claimant's keys are those that the document works out."""

import re
from dataclasses import asdict
from pathlib import Path

from settlement.identifiers.identifiers import IdentifierKeys, hash_keys, keys_of
from settlement.keys.hashing import derive

DOCUMENT = (Path(__file__).parents[3] / "docs" / "algorithms" / "blind-index.md").read_text()
CASE_KEY = bytes(range(32))


def _quoted(pattern: str) -> dict[str, str]:
    return dict(re.findall(pattern, DOCUMENT, re.MULTILINE))


def test_the_keys_of_the_document_are_derived() -> None:
    quoted = _quoted(r"^\| roster, (\w+) \| `([0-9a-f]{32})` \|$")
    keys = asdict(hash_keys(derive(CASE_KEY, "roster")))
    keys["notice_id"] = keys.pop("notice")

    assert {kind: key.hex() for kind, key in keys.items()} == quoted


def test_the_numbers_of_the_document_come_out() -> None:
    quoted = _quoted(r"^\| (\w+_key) \| `[^`]+` \| (-?\d+) \|$")

    found = keys_of(
        hash_keys(derive(CASE_KEY, "roster")),
        fold_gmail=True,
        notice_id="7kq2-9f4d px3w-8rt8",
        code="k4t7p 9xwm8",
        email="J.Smith+news@GoogleMail.com",
        phone="(312) 555-0142",
        usernames=["@Dance.Queen", "dance.queen"],
        first_name="Élodie",
        last_name="Saint-Clair Jr.",
    )

    numbers = asdict(found)
    (numbers["username_key"],) = numbers.pop("username_keys")
    assert {column: str(value) for column, value in numbers.items()} == quoted


def test_who_gives_nothing_has_no_keys() -> None:
    assert keys_of(hash_keys(CASE_KEY), fold_gmail=True) == IdentifierKeys()


def test_a_code_without_its_notice_id_is_no_key() -> None:
    assert keys_of(hash_keys(CASE_KEY), fold_gmail=True, code="K4T7P-9XWM8").code_key is None
