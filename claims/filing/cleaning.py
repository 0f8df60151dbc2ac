"""Pure: contents as they came, brought into the one form that is checked, hashed and kept.

Cleaning what is clean changes nothing, so that a filing sent twice has one hash. What belongs to
no choice any more (a bank account under "check", an answer to a question that is not asked) goes:
we keep nothing that nobody needs.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from claims.filing import answers
from claims.filing.answers import Answer, BadAnswer
from claims.filing.contents import GUARDIAN, Contents
from claims.filing.text import clean, clean_lines
from settlement.identifiers import normalise, states
from settlement.terms.answers import is_asked
from settlement.terms.schema import PaymentMethod, Terms

ONE_LINE = (
    "capacity",
    "first_name",
    "middle_name",
    "last_name",
    "guardian_first_name",
    "guardian_last_name",
    "line1",
    "line2",
    "city",
    "payment_method",
    "account_type",
    "signature",
    "language",
)
_ZIP = re.compile(r"([0-9]{5})[- ]?([0-9]{4})?")
_GROUPING = str.maketrans("", "", " -")
_MOST_PHONE = 40  # characters; longer is no number in any country


def cleaned(contents: Contents, terms: Terms, *, paper: bool = False) -> Contents:
    """The contents in their canonical form; what cannot be read stays as typed, to be refused."""
    lines: dict[str, Any] = {name: clean(getattr(contents, name)) for name in ONE_LINE}
    bank = lines["payment_method"] == PaymentMethod.ACH
    if not bank:
        lines["account_type"] = ""
    if lines["capacity"] != GUARDIAN:
        lines["guardian_first_name"] = lines["guardian_last_name"] = ""
    return replace(
        contents,
        **lines,
        state=_state(contents.state),
        zip=_zip(contents.zip),
        email=clean(contents.email),
        phone=_phone(contents.phone),
        usernames=_usernames(contents.usernames),
        notice_id=clean(contents.notice_id).upper(),
        confirmation_code=clean(contents.confirmation_code).upper(),
        answers=_answers(contents.answers, terms, paper=paper),
        routing=clean(contents.routing).translate(_GROUPING) if bank else "",
        account=clean(contents.account).translate(_GROUPING) if bank else "",
        attested_text=clean_lines(contents.attested_text),
    )


def _state(typed: str) -> str:
    text = clean(typed)
    return states.code_of(text) or text


def _zip(typed: str) -> str:
    text = clean(typed)
    match = _ZIP.fullmatch(text)
    return "-".join(filter(None, match.groups())) if match else text


def _phone(typed: str) -> str:
    text = clean(typed)
    return normalise.phone(text) or text if len(text) <= _MOST_PHONE else text


def _usernames(typed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean, typed))))


def _answers(typed: Mapping[str, Answer], terms: Terms, *, paper: bool) -> dict[str, Answer]:
    """Answers to the questions that are asked, in the file's order, read where they can be."""
    kept: dict[str, Answer] = {}
    readable: dict[str, Answer] = {}
    for question in terms.questions:
        if not is_asked(question, terms, answers=readable, flags={}, paper=paper):
            continue
        try:
            answer = answers.read(question, typed.get(question.key))
        except BadAnswer:
            kept[question.key] = typed[question.key]
            continue
        if answer is not None:
            kept[question.key] = readable[question.key] = answer
    return kept
