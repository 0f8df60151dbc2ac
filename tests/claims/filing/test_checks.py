"""Cleaning and checking a filing: each fault at its field, and nothing honest refused."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from claims.filing.checks import MOST, check
from claims.filing.cleaning import cleaned
from claims.filing.contents import Contents
from claims.filing.faults import Fault, FieldFault
from claims.filing.messages import in_english, sentence
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from tests import make

SMALL = (Path(__file__).parents[2] / "data" / "small.toml").read_text()
DAY = date(2026, 11, 24)


def terms(text: str = SMALL) -> Terms:
    return parse_terms(text, file_name="small.toml")


TERMS = terms()
RICH = terms(
    SMALL.replace('methods = ["ach", "check"]', 'methods = ["ach", "check", "paypal", "venmo"]')
    .replace("[[pools]]", """[[questions]]
key = "cost"
kind = "money"
min = "1.00"
max = "500.00"
show_if = "created_in_illinois and years > 2"
label = { en = "What did it cost?", es = "¿Cuánto costó?" }
required = true

[[pools]]""", 1)
)  # fmt: skip
ACH: dict[str, Any] = {
    "payment_method": "ach",
    "routing": "021000021",
    "account": "12345678",
    "account_type": "checking",
}


def faults(
    *, of: Terms = TERMS, on: date = DAY, paper: bool = False, **fields: Any
) -> list[tuple[str, Fault]]:
    contents = cleaned(make.contents(**fields), of, paper=paper)
    return [(each.field, each.fault) for each in check(contents, of, on=on, paper=paper)]


def test_a_complete_filing_has_no_fault() -> None:
    assert faults() == []
    assert faults(**ACH) == []


def test_an_empty_filing_names_everything_that_is_missing_in_the_forms_order() -> None:
    contents = cleaned(Contents(), TERMS)

    assert [each.field for each in check(contents, TERMS, on=DAY)] == [
        "first_name",
        "last_name",
        "line1",
        "city",
        "signature",
        "attested_text",
        "state",
        "zip",
        "email",
        "payment_method",
        "answers.created_in_illinois",
    ]


@pytest.mark.parametrize("name", ["A", "李", "x" * 80, "محمد", "Ana 😀", "O\u2019Brien-Núñez, Jr."])
def test_names_of_people_are_accepted(name: str) -> None:
    assert faults(first_name=name, last_name=name, signature=f"{name} {name}") == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"first_name": ""}, ("first_name", Fault.REQUIRED)),
        ({"first_name": "  \u200b "}, ("first_name", Fault.REQUIRED)),
        ({"first_name": "x" * 81}, ("first_name", Fault.TOO_LONG)),
        ({"first_name": "x" * 1_000_000}, ("first_name", Fault.TOO_LONG)),
        ({"first_name": "e\u0301" * 500_000}, ("first_name", Fault.TOO_LONG)),
        ({"first_name": "a\x00b"}, ("first_name", Fault.UNPRINTABLE)),
        ({"first_name": "\ud800"}, ("first_name", Fault.UNPRINTABLE)),
        ({"last_name": "😀"}, ("last_name", Fault.NO_LETTER)),
        ({"last_name": "7."}, ("last_name", Fault.NO_LETTER)),
        ({"signature": "."}, ("signature", Fault.NO_LETTER)),
        ({"attested_text": ""}, ("attested_text", Fault.REQUIRED)),
        ({"capacity": "friend"}, ("capacity", Fault.CAPACITY)),
        ({"language": "fr"}, ("language", Fault.LANGUAGE)),
        ({"state": "Ontario"}, ("state", Fault.STATE)),
        ({"state": "ZZ"}, ("state", Fault.STATE)),
        ({"zip": "1234"}, ("zip", Fault.ZIP)),
        ({"zip": "SW1A 1AA"}, ("zip", Fault.ZIP)),
        ({"zip": "\uff16\uff10\uff16\uff10\uff11"}, ("zip", Fault.ZIP)),
        ({"email": "dana"}, ("email", Fault.EMAIL)),
        ({"email": "dana@localhost"}, ("email", Fault.EMAIL)),
        ({"email": "dana@example.org\r\nBcc: all@example.org"}, ("email", Fault.EMAIL)),
        ({"email": "d" * 1_000_000 + "@example.org"}, ("email", Fault.TOO_LONG)),
        ({"phone": "12"}, ("phone", Fault.PHONE)),
        ({"phone": "call me"}, ("phone", Fault.PHONE)),
        ({"phone": "5" * 1_000_000}, ("phone", Fault.TOO_LONG)),
        ({"email": "", "phone": ""}, ("email", Fault.UNREACHABLE)),
        ({"usernames": tuple(f"u{n}" for n in range(11))}, ("usernames", Fault.TOO_MANY)),
        ({"usernames": ("u" * 81,)}, ("usernames", Fault.TOO_LONG)),
        ({"usernames": ("u\x00",)}, ("usernames", Fault.UNPRINTABLE)),
        ({"notice_id": "7" * 41}, ("notice_id", Fault.TOO_LONG)),
        ({"payment_method": "paypal"}, ("payment_method", Fault.METHOD)),
        ({"payment_method": ""}, ("payment_method", Fault.REQUIRED)),
        ({"answers": {}}, ("answers.created_in_illinois", Fault.REQUIRED)),
        (
            {"answers": {"created_in_illinois": "?"}},
            ("answers.created_in_illinois", Fault.YES_OR_NO),
        ),
        (
            {"answers": {"created_in_illinois": True, "years": 11}},
            ("answers.years", Fault.ABOVE),
        ),
    ],
)
def test_one_fault_is_named_at_its_field(fields: dict[str, Any], fault: tuple[str, Fault]) -> None:
    assert faults(**fields) == [fault]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"routing": "021000022"}, ("routing", Fault.ROUTING)),  # one digit off
        ({"routing": "0210000210"}, ("routing", Fault.ROUTING)),
        ({"routing": "000000000"}, ("routing", Fault.ROUTING)),  # its check digit is right
        ({"routing": "٠٢١٠٠٠٠٢١"}, ("routing", Fault.ROUTING)),
        ({"routing": ""}, ("routing", Fault.REQUIRED)),
        ({"account": "ABC1234"}, ("account", Fault.ACCOUNT)),
        ({"account": "123"}, ("account", Fault.ACCOUNT)),
        ({"account": "1" * 18}, ("account", Fault.ACCOUNT)),
        ({"account": "0000"}, ("account", Fault.ACCOUNT)),
        ({"account": ""}, ("account", Fault.REQUIRED)),
        ({"account_type": ""}, ("account_type", Fault.REQUIRED)),
        ({"account_type": "gold"}, ("account_type", Fault.ACCOUNT_TYPE)),
    ],
)
def test_a_wrong_bank_account_is_named_at_its_field(
    fields: dict[str, Any], fault: tuple[str, Fault]
) -> None:
    assert faults(**(ACH | fields)) == [fault]


def test_spaces_and_hyphens_in_account_numbers_are_no_fault() -> None:
    contents = cleaned(
        make.contents(**ACH | {"routing": "0210 0002 1", "account": "12-34 5678"}), TERMS
    )

    assert (contents.routing, contents.account) == ("021000021", "12345678")


def test_a_method_needs_what_it_pays_to() -> None:
    assert faults(of=RICH, payment_method="paypal", email="") == [
        ("payment_method", Fault.METHOD_NEEDS_EMAIL)
    ]
    assert faults(of=RICH, payment_method="venmo", phone="") == [
        ("payment_method", Fault.METHOD_NEEDS_PHONE)
    ]


GUARDIAN: dict[str, Any] = {
    "capacity": "guardian",
    "guardian_first_name": "Ana",
    "guardian_last_name": "Rivera",
    "birth_date": date(2012, 3, 1),
}


def test_a_guardian_gives_both_names_and_the_childs_birth_date() -> None:
    assert faults(**GUARDIAN) == []
    assert faults(capacity="guardian") == [
        ("guardian_first_name", Fault.REQUIRED),
        ("guardian_last_name", Fault.REQUIRED),
        ("birth_date", Fault.REQUIRED),
    ]


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        (date(2008, 11, 25), None),  # 18 tomorrow
        (date(2008, 11, 24), Fault.OF_AGE),  # 18 today
        (date(2026, 11, 25), Fault.BORN_LATER),
        (date(1850, 1, 1), Fault.BORN_LONG_AGO),
    ],
)
def test_a_guardians_child_is_under_18_on_the_day_of_filing(
    born: date, fault: Fault | None
) -> None:
    assert faults(**(GUARDIAN | {"birth_date": born})) == ([("birth_date", fault)] if fault else [])


def test_a_minor_who_files_alone_is_no_fault() -> None:
    assert faults(birth_date=date(2012, 3, 1)) == []


def test_a_paper_claim_needs_no_email_and_no_phone() -> None:
    assert faults(email="", phone="", paper=True) == []


def test_a_question_is_asked_only_where_its_condition_holds() -> None:
    asked = {"created_in_illinois": True, "years": 3}
    assert faults(of=RICH, answers=asked) == [("answers.cost", Fault.REQUIRED)]
    assert faults(of=RICH, answers={**asked, "cost": "0.50"}) == [("answers.cost", Fault.BELOW)]
    assert faults(of=RICH, answers={**asked, "cost": "20"}) == []
    assert faults(of=RICH, answers={"created_in_illinois": True, "years": 2}) == []


def test_answers_to_questions_that_are_not_asked_are_not_kept() -> None:
    answers = {"created_in_illinois": False, "cost": "20.00", "unknown": "x"}

    assert cleaned(make.contents(answers=answers), RICH).answers == {"created_in_illinois": False}


def test_a_bank_account_is_not_kept_where_it_pays_nothing() -> None:
    contents = cleaned(make.contents(**ACH | {"payment_method": "check"}), TERMS)

    assert (contents.routing, contents.account, contents.account_type) == ("", "", "")


def test_cleaning_twice_changes_nothing_so_the_hash_is_one() -> None:
    typed = make.contents(
        first_name=" Zoe\u0308\u200f ",
        state="illinois",
        zip="606011234",
        phone="(312) 555-0142",
        usernames=(" @a ", "", "@a"),
        notice_id=" 7kq2-9f4d",
        answers={"created_in_illinois": "yes", "years": "3"},
    )

    once = cleaned(typed, TERMS)

    assert cleaned(once, TERMS) == once
    assert cleaned(Contents.from_json(once.as_json()), TERMS).canonical() == once.canonical()
    assert (once.first_name, once.state, once.zip, once.phone) == (
        "Zo\u00eb",
        "IL",
        "60601-1234",
        "+13125550142",
    )
    assert once.usernames == ("@a",)
    assert once.answers == {"created_in_illinois": True, "years": 3}


def test_hostile_text_in_every_field_at_once_is_answered_field_by_field() -> None:
    hostile: dict[str, Any] = dict.fromkeys(MOST, "\x00\u202e😀" * 50_000)
    contents = replace(make.contents(), **hostile)

    named = {each.field for each in check(cleaned(contents, TERMS), TERMS, on=DAY)}

    assert (
        set(MOST)
        - {"routing", "account", "account_type"}
        - {
            "guardian_first_name",
            "guardian_last_name",
        }
        <= named
    )


@pytest.mark.parametrize("fault", [*Fault])
def test_every_fault_has_a_sentence(fault: Fault) -> None:
    words = sentence(FieldFault("first_name", fault, "80"))

    assert words.endswith(".")
    assert "%" not in words


def test_the_results_of_bulk_files_are_in_english_whatever_is_active() -> None:
    with override("es"):
        assert in_english(FieldFault("zip", Fault.REQUIRED)) == "zip: Enter the ZIP code."
