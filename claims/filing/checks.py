"""Pure: everything that is wrong with cleaned contents, field by field, in the form's order.

One set of rules for the wizard, bulk files and paper. What only the class list or a person can
judge is no fault: a minor who files alone is accepted here and found deficient by eligibility.
"""

import re
from collections.abc import Iterator
from datetime import date

from email_validator import EmailNotValidError, validate_email
from stdnum.us import rtn

from claims.filing import answers
from claims.filing.answers import BadAnswer
from claims.filing.contents import CHECKING, GUARDIAN, SAVINGS, SELF, Contents
from claims.filing.faults import Fault, FieldFault
from claims.filing.rules import is_minor
from claims.filing.text import has_letter, unprintable
from settlement.identifiers import normalise, states
from settlement.terms.answers import is_asked
from settlement.terms.schema import PaymentMethod, Terms

MOST = {  # characters
    "capacity": 10,
    "first_name": 80,
    "middle_name": 80,
    "last_name": 80,
    "guardian_first_name": 80,
    "guardian_last_name": 80,
    "line1": 100,
    "line2": 100,
    "city": 80,
    "state": 40,
    "zip": 10,
    "email": 254,
    "phone": 40,
    "notice_id": 40,
    "confirmation_code": 40,
    "payment_method": 20,
    "routing": 20,
    "account": 20,
    "account_type": 10,
    "signature": 250,
    "language": 5,
    "attested_text": 4_000,
}
MOST_USERNAMES, MOST_USERNAME = 10, 80
OLDEST = 125  # years; nobody alive is older

_REQUIRED = ("first_name", "last_name", "line1", "city", "signature", "attested_text")
_GUARDIANS = ("guardian_first_name", "guardian_last_name")
_NAMES = ("first_name", "last_name", *_GUARDIANS, "signature")
_ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")
_ACCOUNT = re.compile(r"[0-9]{4,17}")
# Districts of the Federal Reserve, their thrift and electronic ranges; 00 is the government's own.
_ABA_PREFIXES = frozenset([*range(1, 13), *range(21, 33), *range(61, 73), 80])


def check(contents: Contents, terms: Terms, *, on: date, paper: bool = False) -> list[FieldFault]:
    """Every fault of cleaned contents filed on a day (of the case's zone); none: it can be filed.

    A field has one fault at most, the first that was found.
    """
    found = [
        *_lengths_and_characters(contents),
        *_missing(contents),
        *_who_files(contents, on),
        *_contact(contents, paper=paper),
        *_payment(contents, terms),
        *_language(contents, terms),
        *_questions(contents, terms, paper=paper),
    ]
    first = {fault.field: fault for fault in reversed(found)}
    return [fault for fault in found if first[fault.field] is fault]


def _lengths_and_characters(contents: Contents) -> Iterator[FieldFault]:
    for name, most in MOST.items():
        text = getattr(contents, name)
        if len(text) > most:
            yield FieldFault(name, Fault.TOO_LONG, str(most))
        elif unprintable(text.replace("\n", "") if name == "attested_text" else text):
            yield FieldFault(name, Fault.UNPRINTABLE)
    if len(contents.usernames) > MOST_USERNAMES:
        yield FieldFault("usernames", Fault.TOO_MANY, str(MOST_USERNAMES))
    elif any(len(username) > MOST_USERNAME for username in contents.usernames):
        yield FieldFault("usernames", Fault.TOO_LONG, str(MOST_USERNAME))
    elif any(map(unprintable, contents.usernames)):
        yield FieldFault("usernames", Fault.UNPRINTABLE)


def _missing(contents: Contents) -> Iterator[FieldFault]:
    guardians = _GUARDIANS if contents.capacity == GUARDIAN else ()
    for name in (*_REQUIRED, *guardians):
        if not getattr(contents, name):
            yield FieldFault(name, Fault.REQUIRED)
    for name in _NAMES:
        text = getattr(contents, name)
        if text and not has_letter(text):
            yield FieldFault(name, Fault.NO_LETTER)


def _who_files(contents: Contents, on: date) -> Iterator[FieldFault]:
    born = contents.birth_date
    if contents.capacity not in (SELF, GUARDIAN):
        yield FieldFault("capacity", Fault.CAPACITY)
    if born is None:
        if contents.capacity == GUARDIAN:
            yield FieldFault("birth_date", Fault.REQUIRED)
    elif born > on:
        yield FieldFault("birth_date", Fault.BORN_LATER)
    elif on.year - born.year > OLDEST:
        yield FieldFault("birth_date", Fault.BORN_LONG_AGO)
    elif contents.capacity == GUARDIAN and not is_minor(born, on=on):
        yield FieldFault("birth_date", Fault.OF_AGE)


def _contact(contents: Contents, *, paper: bool) -> Iterator[FieldFault]:
    if contents.state not in states.NAMES:
        yield FieldFault("state", Fault.STATE if contents.state else Fault.REQUIRED)
    if not _ZIP.fullmatch(contents.zip):
        yield FieldFault("zip", Fault.ZIP if contents.zip else Fault.REQUIRED)
    if contents.email and not _is_email(contents.email):
        yield FieldFault("email", Fault.EMAIL)
    if contents.phone and not normalise.phone(contents.phone[: MOST["phone"]]):
        yield FieldFault("phone", Fault.PHONE)
    if not (contents.email or contents.phone or paper):  # a paper claim is answered by post
        yield FieldFault("email", Fault.UNREACHABLE)


def _is_email(text: str) -> bool:
    if len(text) > MOST["email"]:
        return False
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _payment(contents: Contents, terms: Terms) -> Iterator[FieldFault]:
    method = contents.payment_method
    if method not in terms.payment.methods:
        yield FieldFault("payment_method", Fault.METHOD if method else Fault.REQUIRED)
    elif method == PaymentMethod.ACH:
        yield from _bank_account(contents)
    elif method == PaymentMethod.VENMO and not contents.phone:
        yield FieldFault("payment_method", Fault.METHOD_NEEDS_PHONE)
    elif method in (PaymentMethod.PAYPAL, PaymentMethod.PREPAID_CARD) and not contents.email:
        yield FieldFault("payment_method", Fault.METHOD_NEEDS_EMAIL)


def _bank_account(contents: Contents) -> Iterator[FieldFault]:
    if not _is_routing_number(contents.routing):
        yield FieldFault("routing", Fault.ROUTING if contents.routing else Fault.REQUIRED)
    if not _ACCOUNT.fullmatch(contents.account) or not contents.account.strip("0"):
        yield FieldFault("account", Fault.ACCOUNT if contents.account else Fault.REQUIRED)
    if contents.account_type not in (CHECKING, SAVINGS):
        yield FieldFault(
            "account_type", Fault.ACCOUNT_TYPE if contents.account_type else Fault.REQUIRED
        )


def _is_routing_number(text: str) -> bool:
    """Nine digits whose last is the check of the others, of a bank and not of the Treasury."""
    shaped = len(text) == 9 and text.isascii() and text.isdigit()
    return shaped and int(text[:2]) in _ABA_PREFIXES and bool(rtn.is_valid(text))


def _language(contents: Contents, terms: Terms) -> Iterator[FieldFault]:
    if contents.language not in terms.languages:
        yield FieldFault("language", Fault.LANGUAGE)


def _questions(contents: Contents, terms: Terms, *, paper: bool) -> Iterator[FieldFault]:
    readable: dict[str, answers.Answer] = {}
    for question in terms.questions:
        if not is_asked(question, terms, answers=readable, flags={}, paper=paper):
            continue
        field = f"answers.{question.key}"
        try:
            answer = answers.read(question, contents.answers.get(question.key))
        except BadAnswer as bad:
            yield FieldFault(field, bad.fault, bad.bound)
            continue
        if answer is not None:
            readable[question.key] = answer
        elif question.required:
            yield FieldFault(field, Fault.REQUIRED)
