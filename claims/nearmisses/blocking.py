"""From claims to the members that their identifiers nearly lead to, by keyed hashes alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from claims.filing.contents import Contents
from claims.nearmisses import statements, variants
from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness
from claims.nearmisses.ranking import Hit
from claims.nearmisses.slips import Slip
from claims.nearmisses.statements import KINDS, Due, Row
from settlement.identifiers import normalise
from settlement.identifiers.identifiers import HashKeys, name_key
from settlement.keys.bulk import Numbers, hash_arrow
from settlement.keys.hashing import keyed_hash
from settlement.roster.keyring import hashing_keys
from settlement.terms.models import Settlement

FIELDS = dict(zip(KINDS, (Field.NOTICE_ID, Field.EMAIL, Field.PHONE, Field.USERNAME), strict=True))


@dataclass(slots=True)
class _Texts:
    """The variants of one kind, of all claims. owners: (place of the claim, slip) of each."""

    texts: list[str] = field(default_factory=list)
    owners: list[tuple[int, Slip]] = field(default_factory=list)
    order: Numbers = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, place: int, found: Mapping[str, Slip]) -> None:
        self.texts += found.keys()
        self.owners += ((place, slip) for slip in found.values())

    def keys(self, key: bytes) -> Numbers:
        """The texts' hashes, in their order."""
        return hash_arrow(pa.array(self.texts, pa.string()), key)

    def sorted_keys(self, key: bytes) -> list[int]:
        """The texts' hashes in rising order."""
        keys = self.keys(key)
        self.order = np.argsort(keys)
        sorted_keys: list[int] = keys[self.order].tolist()
        return sorted_keys

    def at(self, n: int) -> tuple[str, int, Slip]:
        """The text of the nth key, from 1, with its owner."""
        place = int(self.order[n - 1])
        return self.texts[place], *self.owners[place]


def find(
    *,
    settlement: Settlement,
    due: Sequence[Due],
    contents: Mapping[int, Contents],
    fold_gmail: bool,
) -> dict[int, list[Hit]]:
    """The members that variants of each claim's identifiers lead to, by claim id.

    One statement for all claims; it reads the indexes of the class list and nothing else.
    """
    hashing = hashing_keys(settlement.pk)
    of_kind = _texts(due, contents, fold_gmail=fold_gmail)
    keys = {kind: of_kind[kind].sorted_keys(_key(hashing, kind)) for kind in KINDS}
    names = {claim_id: _name_key(said, hashing) for claim_id, said in contents.items()}
    hits: dict[int, list[Hit]] = {claim.claim_id: [] for claim in due}
    for row in statements.probe(settlement_id=settlement.pk, keys=keys):
        text, place, slip = of_kind[row.kind].at(row.n)
        claim = due[place]
        code = None
        if row.kind == "notice_id":
            code = _code(row, text, contents[claim.claim_id], hashing)
        hits[claim.claim_id].append(
            Hit(row.member_no, FIELDS[row.kind], slip, _named(names[claim.claim_id], row), code)
        )
    return hits


def leading_to(
    members: Mapping[str, Numbers],
    *,
    settlement: Settlement,
    due: Sequence[Due],
    contents: Mapping[int, Contents],
    fold_gmail: bool,
) -> list[Due]:
    """The claims of which a variant leads to one of some members.

    members: by kind, the keys that they have
    """
    if not due:
        return []
    hashing = hashing_keys(settlement.pk)
    places: set[int] = set()
    for kind, texts in _texts(due, contents, fold_gmail=fold_gmail).items():
        leads = np.isin(texts.keys(_key(hashing, kind)), members[kind])
        places.update(texts.owners[int(n)][0] for n in np.flatnonzero(leads))
    return [due[place] for place in sorted(places)]


def _texts(
    due: Sequence[Due], contents: Mapping[int, Contents], *, fold_gmail: bool
) -> dict[str, _Texts]:
    """The variants of all claims, by kind; their owners are the claims' places among `due`."""
    of_kind = {kind: _Texts() for kind in KINDS}
    for place, claim in enumerate(due):
        for kind, found in _variants(contents[claim.claim_id], fold_gmail=fold_gmail):
            of_kind[kind].add(place, found)
    return of_kind


def _variants(contents: Contents, *, fold_gmail: bool) -> Iterator[tuple[str, Mapping[str, Slip]]]:
    """Each identifier's kind and variants; what is not given, or not usable, has none."""
    if notice_id := normalise.notice_id(contents.notice_id):
        yield "notice_id", variants.notice_id(notice_id)
    if email := normalise.email(contents.email, fold_gmail=fold_gmail):
        yield "email", variants.email(email, fold_gmail=fold_gmail)
    if phone := normalise.phone(contents.phone):
        yield "phone", variants.phone(phone)
    for name in filter(None, map(normalise.username, contents.usernames)):
        yield "username", variants.username(name)


def _key(keys: HashKeys, kind: str) -> bytes:
    return {
        "notice_id": keys.notice,
        "email": keys.email,
        "phone": keys.phone,
        "username": keys.username,
    }[kind]


def _named(key: int | None, row: Row) -> bool | None:
    return None if key is None or row.name_key is None else key == row.name_key


def _name_key(contents: Contents, keys: HashKeys) -> int | None:
    first, last = contents.first_name, contents.last_name
    return name_key(keys.name, first_name=first, last_name=last)


def _code(row: Row, notice_id: str, contents: Contents, keys: HashKeys) -> Likeness:
    """How the claim's code compares with that of a member found by the notice ID."""
    given = normalise.code(contents.confirmation_code)
    if not given or row.code_key is None:
        return Likeness.NOT_LISTED if given else Likeness.NOT_GIVEN
    for text, slip in variants.code(given).items():
        if keyed_hash(keys.code, f"{notice_id} {text}".encode()) == row.code_key:
            return Likeness.SAME if slip is Slip.NONE else Likeness.ONE_LETTER
    return Likeness.DIFFERS
