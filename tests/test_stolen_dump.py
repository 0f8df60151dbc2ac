"""A stolen dump of the tables names nobody on the class list.

A list of two hundred members is imported, claims of them are filed, amended, verified, opened and
withdrawn; then every table of the database is dumped as text and as the bytes it holds, and each
identifier, name, street, notice ID and code is looked for in every spelling, and in the unkeyed
hashes that would give it away.
"""

import base64
import hashlib
import random
import string
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.utils import timezone

from claims.eligibility import services as eligibility
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.review.dossier import open_dossier
from claims.wizard import drafts
from settlement import sql
from settlement.accounts.models import User
from settlement.identifiers import normalise, notice_ids
from settlement.roster import lookup
from settlement.roster.models import RosterImport
from settlement.terms.models import Settlement
from tests import dumped, make
from tests.settlement.roster.listing import import_, write

MEMBERS = 200
IN_CLEAR = {"state", "illinois_creator"}  # for set-based work; they name nobody


def word(chance: random.Random, letters: int) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=letters))


def member(chance: random.Random, number: int) -> dict[str, str]:
    """Somebody whose every column would be known again."""
    first, last = word(chance, 8).title(), word(chance, 5).title() + "-Núñ" + word(chance, 4)
    host = "Gmail.com" if number % 2 else "Bücher.example"
    digits = f"{chance.randrange(10**7):07d}"
    return {
        "member_ref": f"REF-{chance.randrange(10**11):011d}",
        "notice_id": notice_ids.notice_id_from(chance.randrange(2**64)),
        "confirmation_code": notice_ids.code_from(chance.randrange(notice_ids.CODES)),
        "email": f"{first}.{word(chance, 6)}+x{number}@{host}",
        "phone": f"(3{number % 10}2) 5{digits[1:3]}-{digits[3:]}",
        "username": f"@{word(chance, 9).title()}.{number}",
        "first_name": first,
        "last_name": last,
        "line1": f"{number} {word(chance, 9).title()} Street",
        "line2": f"Apartment {word(chance, 7)}",
        "city": f"Saint {word(chance, 8).title()}",
        "state": "IL",
        "zip": f"60601-{chance.randrange(10**4):04d}",
        "illinois_creator": "true",
    }


def spellings(column: str, text: str) -> Iterator[str]:
    """As delivered, as compared, without groups, without accents; case is left out of account."""
    canonical = {
        "email": normalise.email(text, fold_gmail=True),
        "phone": normalise.phone(text),
        "username": normalise.username(text),
        "notice_id": normalise.notice_id(text),
        "confirmation_code": normalise.code(text),
        "last_name": normalise.family_name(text),
    }.get(column, text)
    yield from (text, canonical)
    if column == "phone":
        ten = canonical.removeprefix("+1")
        yield from (ten, f"{ten[:3]}-{ten[3:6]}-{ten[6:]}", f"{ten[:3]}.{ten[3:6]}.{ten[6:]}")
    if column == "email":
        yield from (text.partition("@")[0], text.partition("+")[0])
    for spelt in (text, canonical):
        for form in ("NFC", "NFD"):
            yield from (
                unicodedata.normalize(form, case) for case in (spelt.upper(), spelt.lower())
            )
    yield "".join(filter(str.isascii, unicodedata.normalize("NFD", text)))


def traces(column: str, text: str) -> Iterator[bytes]:
    """The bytes that would give a value away: its spellings, and what anybody computes of it."""
    for number, spelt in enumerate(dict.fromkeys(spellings(column, text))):
        data = spelt.encode()
        yield data.lower()
        if number > 1:  # neither as delivered nor as compared
            continue
        yield base64.b64encode(data).rstrip(b"=").lower()
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            hashed = digest(data, usedforsecurity=False)
            yield hashed.digest().lower()
            yield hashed.hexdigest().encode()


def dump() -> dict[str, bytes]:
    """Every table in small letters."""
    return {name: data.lower() for name, data in dumped.everything().items()}


def found(wanted: set[bytes], *, within: Mapping[str, bytes]) -> dict[bytes, list[str]]:
    """Which traces stand in which tables."""
    everything = b"\n".join(within.values())
    hits = {trace for trace in wanted if trace in everything}
    return {trace: [name for name, data in within.items() if trace in data] for trace in hits}


@pytest.fixture
def people() -> list[dict[str, str]]:
    chance = random.Random(2948)  # noqa: S311 - a test list, the same each time
    return [member(chance, number) for number in range(MEMBERS)]


@pytest.fixture
def wanted(people: list[dict[str, str]]) -> set[bytes]:
    return {
        trace
        for person in people
        for column, text in person.items()
        if column not in IN_CLEAR
        for trace in traces(column, text)
    }


@pytest.fixture
def lived_in(
    settlement: Settlement, people: list[dict[str, str]], alice: User, tmp_path: Path
) -> Settlement:
    """The case after some weeks: a list with rejects, claims in every state, letters, drafts."""
    service = User.objects.service("tests")
    refused = people[0] | {"member_ref": f"{people[0]['member_ref']}-2", "illinois_creator": "si"}
    row = import_(settlement, write(tmp_path / "list.csv", *people, refused), by=service)
    assert (row.loaded, row.rejected) == (MEMBERS, 1)
    claims = [_file(settlement, person) for person in people[:40]]
    by_mail_alone = dict.fromkeys(("phone", "username", "notice_id", "confirmation_code"), "")
    stranger = people[41] | by_mail_alone | {"last_name": people[42]["last_name"]}
    claims.append(_file(settlement, stranger))
    _verify(settlement)
    for claim in claims[-2:]:
        open_dossier(claim=claim, by=alice, purpose="a test")
    _amend(claims[0], people[0] | {"email": people[43]["email"]})
    filing.withdraw(claim=claims[1], by=service, now=make.NOW, why="asked for")
    _verify(settlement)
    _begin_draft(settlement, people[44])
    lookup.find(settlement=settlement, identifiers={"email": [people[5]["email"]]})
    return settlement


def _fields(person: Mapping[str, str]) -> dict[str, object]:
    same = ("first_name", "last_name", "line1", "line2", "city", "zip", "email", "phone")
    return {name: person[name] for name in same} | {
        "usernames": tuple(filter(None, [person["username"]])),
        "notice_id": person["notice_id"],
        "confirmation_code": person["confirmation_code"],
        "signature": f"{person['first_name']} {person['last_name']}",
        "payment_method": "ach",
        "routing": "071000013",
        "account": person["member_ref"][-10:],
        "account_type": "checking",
    }


def _file(settlement: Settlement, person: Mapping[str, str]) -> Claim:
    return make.filed(settlement, **_fields(person))


def _verify(settlement: Settlement) -> None:
    service = User.objects.service("tests")
    for claim in Claim.objects.filter(settlement=settlement, status="filed"):
        eligibility.verify_one(claim=claim, by=service, now=make.NOW)


def _amend(claim: Claim, person: Mapping[str, str]) -> None:
    filing.amend(
        claim=Claim.objects.get(pk=claim.pk),
        contents=make.contents(**_fields(person)),
        submission_key=uuid.uuid4(),
        by=User.objects.service("tests"),
        now=make.NOW,
    )


def _begin_draft(settlement: Settlement, person: Mapping[str, str]) -> None:
    draft, _token = drafts.begin(settlement=settlement, now=timezone.now())
    filled = {name: person[name] for name in ("first_name", "last_name", "email", "phone")}
    drafts.save(draft, drafts.Kept(filled=filled, known=filled), now=timezone.now())


def test_no_table_holds_anything_of_the_list_in_clear(
    lived_in: Settlement, wanted: set[bytes]
) -> None:
    statuses = Claim.objects.values_list("status", flat=True).distinct()
    assert {"approved", "in_review", "withdrawn"} <= set(statuses)
    tables = dump()

    assert len(tables) > 60
    assert found(wanted, within=tables) == {}


def test_nor_does_the_file_of_rejects(lived_in: Settlement, wanted: set[bytes]) -> None:
    path = Path(RosterImport.objects.get(settlement=lived_in).rejects_file)
    written = {path.name: path.read_bytes().lower()}

    assert b"illinois_creator is neither" in written[path.name]
    assert found(wanted, within=written) == {}


SCRATCH = "CREATE TABLE scratch (words text, things jsonb, raw bytea)"
PUT = "INSERT INTO scratch VALUES (%(words)s, jsonb_build_object('a', %(thing)s::text), %(raw)s)"


@pytest.mark.parametrize("column", ["words", "thing", "raw"])
def test_it_would_be_found(
    settlement: Settlement, people: list[dict[str, str]], wanted: set[bytes], column: str
) -> None:
    """The negative control: one value of one member in clear, as text, in JSON or as bytes."""
    sql.run(SCRATCH)
    put: dict[str, object] = {"words": "", "thing": "", "raw": b""}
    notice_id = people[7]["notice_id"]
    put[column] = f"x{notice_id}y".encode() if column == "raw" else f"x{notice_id.lower()}y"
    sql.run(PUT, **put)

    hits = found(wanted, within=dump())

    assert set(hits) == {notice_id.lower().encode()}
    assert {name.split(" as ")[0] for names in hits.values() for name in names} == {"scratch"}
