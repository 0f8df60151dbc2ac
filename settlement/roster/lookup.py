"""Find members of the class by what a person gave, by reading indexes alone.

Nothing here opens what is sealed, and nothing here says why it found nobody: a wrong code, an
unknown notice ID and a case without a list are the same answer, after the same work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settlement import sql
from settlement.identifiers import flags, states
from settlement.identifiers.identifiers import HashKeys, IdentifierKeys, keys_of
from settlement.roster.keyring import hashing_keys
from settlement.terms.models import Settlement
from settlement.terms.schema import RosterTerms
from settlement.terms.services import terms_of

BY_CODE = """
    SELECT m.member_no, m.name_key, l.flags, l.state
      FROM settlement_classmember m
      JOIN settlement_classmember l
        ON l.settlement_id = %(settlement_id)s AND l.member_no = m.member_no
     WHERE m.settlement_id = %(settlement_id)s
       AND m.notice_key = %(notice_key)s AND m.code_key = %(code_key)s
"""

# Each reads its own partial index alone, and of whom it finds the index by number; see
# `partitions`.
_BY_IDENTIFIER = """
    SELECT m.member_no, m.name_key, l.flags, l.state, '{kind}'
      FROM settlement_classmember m
      JOIN settlement_classmember l
        ON l.settlement_id = %(settlement_id)s AND l.member_no = m.member_no
     WHERE m.settlement_id = %(settlement_id)s AND m.{column} = ANY(%({kind})s)
"""
BY_IDENTIFIER = {
    kind: _BY_IDENTIFIER.format(kind=kind, column=column)
    for kind, column in (
        ("notice_id", "notice_key"),
        ("email", "email_key"),
        ("phone", "phone_key"),
        ("username", "username_key"),
    )
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member that at least one identifier leads to.

    matched_on: of "notice_id", "email", "phone", "username"; "code" where the confirmation code
                was right too
    """

    member_no: int
    matched_on: frozenset[str]
    name_key: int | None
    flags: Mapping[str, bool | None]
    state: str | None


def keys_for(
    *,
    settlement: Settlement,
    notice_id: str = "",
    code: str = "",
    email: str = "",
    phone: str = "",
    usernames: Sequence[str] = (),
    first_name: str = "",
    last_name: str = "",
) -> IdentifierKeys:
    """The keys by which what a person gave is compared with the class list.

    raises: Refusal when the list's key is destroyed
    """
    return keys_of(
        hashing_keys(settlement.pk),
        fold_gmail=_terms(settlement).fold_gmail,
        notice_id=notice_id,
        code=code,
        email=email,
        phone=phone,
        usernames=usernames,
        first_name=first_name,
        last_name=last_name,
    )


def find_by_code(
    *, settlement: Settlement, notice_id: str, code: str, terms: RosterTerms | None = None
) -> Candidate | None:
    """The member to whom this notice ID and confirmation code were sent.

    terms: those in force, of who has asked for them in the same request
    """
    terms = terms or _terms(settlement)
    keys = keys_of(
        hashing_keys(settlement.pk), fold_gmail=terms.fold_gmail, notice_id=notice_id, code=code
    )
    found = sql.rows(
        BY_CODE,
        settlement_id=settlement.pk,
        notice_key=keys.notice_key,
        code_key=keys.code_key,
    )
    if len(found) != 1:
        return None
    return _candidate(found[0], {"notice_id", "code"}, names=terms.flags)


def find(*, settlement: Settlement, identifiers: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """All members that any of the identifiers leads to, by member number.

    identifiers: kind ("notice_id", "email", "phone", "username") -> what a person gave
    """
    terms, hashes = _terms(settlement), hashing_keys(settlement.pk)
    keys = {kind: _keys(terms, hashes, kind, texts) for kind, texts in identifiers.items()}
    given = {kind: values for kind, values in keys.items() if values}
    if not given:
        return []
    statement = " UNION ALL ".join(BY_IDENTIFIER[kind] for kind in given)
    members: dict[int, tuple[object, ...]] = {}
    matched: dict[int, set[str]] = {}
    for *member, kind in sql.rows(statement, settlement_id=settlement.pk, **given):
        members[member[0]] = tuple(member)
        matched.setdefault(member[0], set()).add(kind)
    return [_candidate(members[no], matched[no], names=terms.flags) for no in sorted(members)]


def _keys(terms: RosterTerms, hashes: HashKeys, kind: str, texts: Sequence[str]) -> list[int]:
    fold = terms.fold_gmail
    if kind == "username":
        return list(keys_of(hashes, fold_gmail=fold, usernames=texts).username_keys)
    column = "notice_key" if kind == "notice_id" else f"{kind}_key"
    found = (getattr(keys_of(hashes, fold_gmail=fold, **{kind: text}), column) for text in texts)
    return [key for key in found if key is not None]


def _candidate(
    member: Sequence[object], matched_on: set[str], *, names: Sequence[str]
) -> Candidate:
    member_no, name_key, packed, state = member
    return Candidate(
        member_no=int(str(member_no)),
        matched_on=frozenset(matched_on),
        name_key=name_key if isinstance(name_key, int) else None,
        flags=flags.decode(int(str(packed)), names=names),
        state=states.CODE.get(int(str(state))),
    )


def _terms(settlement: Settlement) -> RosterTerms:
    return terms_of(settlement).roster
