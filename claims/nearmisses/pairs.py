"""Pairs of a claim and a member as a table of canonical texts, for a linkage model to compare."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from django.db import transaction

from claims.eligibility.statements import plan_by_index
from claims.filing.contents import Contents
from claims.nearmisses import parts, statements
from claims.nearmisses.blocked import Blocked, open_blocked, open_claims
from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness, alike
from claims.nearmisses.statements import Due
from settlement.identifiers import normalise
from settlement.roster.details import MemberDetail
from settlement.roster.statements import read_list
from settlement.terms.models import Settlement

PAGE = 100  # claims opened in one transaction
COLUMNS = {
    Field.FIRST_NAME: "first_name",
    Field.FAMILY_NAME: "family_name",
    Field.NOTICE_ID: "notice_id",
    Field.CODE: "code",
    Field.EMAIL: "email",
    Field.PHONE: "phone",
    Field.USERNAME: "username",
    Field.STREET: "street",
    Field.CITY: "city",
    Field.ZIP: "zip",
}
_SCHEMA = pa.schema(
    [("unique_id", pa.string()), ("pair", pa.int64())]
    + [(column, pa.string()) for column in COLUMNS.values()]
)

type Side = dict[str, Any]


def pairs_of(settlement: Settlement, *, purpose: str) -> tuple[pa.Table, pa.Table]:
    """The claims and the members of all pairs of a case's residue, one row a pair in each.

    unique_id: the claim's number, or the member's; pair: the same in both. A field that is not
    given is null. The code is the word of its comparison, for no code is ever opened.
    """
    claims: list[Side] = []
    members: list[Side] = []
    for blocked, due in _pages(settlement, purpose=purpose):
        for claim in due:
            contents = blocked.contents[claim.claim_id]
            for found, detail in blocked.opened(claim):
                number = len(claims)
                head = {"unique_id": claim.number, "pair": number}
                claims.append(head | _said(contents, detail, fold_gmail=blocked.fold_gmail))
                member_no = blocked.aliases.get(found.member_no, found.member_no)
                head = {"unique_id": str(member_no), "pair": number}
                listed = _listed(detail, found.code, fold_gmail=blocked.fold_gmail)
                members.append(head | listed)
    return pa.Table.from_pylist(claims, _SCHEMA), pa.Table.from_pylist(members, _SCHEMA)


def _pages(settlement: Settlement, *, purpose: str) -> Iterator[tuple[Blocked, Sequence[Due]]]:
    after = 0
    while due := statements.residue(settlement_id=settlement.pk, after=after, most=PAGE):
        with transaction.atomic():
            plan_by_index()
            read_list(settlement_id=settlement.pk)
            contents = open_claims(settlement=settlement, claims=due, purpose=purpose)
            yield (
                open_blocked(settlement=settlement, claims=due, contents=contents, purpose=purpose),
                due,
            )
        after = due[-1].claim_id


def _said(said: Contents, listed: MemberDetail, *, fold_gmail: bool) -> Side:
    return _given(
        first_name=normalise.family_name(said.first_name),
        family_name=normalise.family_name(said.last_name),
        notice_id=normalise.notice_id(said.notice_id),
        code="given",
        email=normalise.email(said.email, fold_gmail=fold_gmail),
        phone=normalise.phone(said.phone),
        username=_closest(said.usernames, listed.username),
        street=parts.street_words(f"{said.line1} {said.line2}"),
        city=parts.words(said.city),
        zip=parts.five_digits(said.zip),
    )


def _listed(listed: MemberDetail, code: Likeness | None, *, fold_gmail: bool) -> Side:
    known = code not in {None, Likeness.NOT_GIVEN, Likeness.NOT_LISTED}
    return _given(
        first_name=normalise.family_name(listed.first_name),
        family_name=normalise.family_name(listed.last_name),
        notice_id=normalise.notice_id(listed.notice_id),
        code=str(code) if known else "",
        email=normalise.email(listed.email, fold_gmail=fold_gmail),
        phone=normalise.phone(listed.phone),
        username=normalise.username(listed.username),
        street=parts.street_words(f"{listed.line1} {listed.line2}"),
        city=parts.words(listed.city),
        zip=parts.five_digits(listed.zip),
    )


def _given(**texts: str) -> Side:
    return {column: text or None for column, text in texts.items()}


def _closest(usernames: Sequence[str], listed: str) -> str:
    """Of several usernames the one that is most like the member's."""
    order = [*Likeness]

    def distance(name: str) -> int:
        return order.index(alike(name, listed, canonical=normalise.username, partly=parts.username))

    return normalise.username(min(usernames, key=distance, default=""))
