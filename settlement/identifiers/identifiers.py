"""From what a person or a list says to the keyed hashes that the class list holds.

One identifier has one key of its own, derived from the case's key, so that the same text under
two identifiers, or in two cases, has nothing in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from settlement.identifiers import normalise
from settlement.keys.hashing import HASH_KEY_BYTES, derive, keyed_hash, low_half


@dataclass(frozen=True, slots=True)
class HashKeys:
    """The hash key of each kind of identifier; 16 bytes each."""

    notice: bytes
    code: bytes
    email: bytes
    phone: bytes
    username: bytes
    name: bytes
    ref: bytes


@dataclass(frozen=True, slots=True)
class IdentifierKeys:
    """What a claim is looked up by. None: the claimant gave nothing usable."""

    notice_key: int | None = None
    code_key: int | None = None
    email_key: int | None = None
    phone_key: int | None = None
    username_keys: tuple[int, ...] = ()
    name_key: int | None = None


def hash_keys(roster_key: bytes) -> HashKeys:
    """Derive the hash keys from the case's key of purpose "roster"."""
    return HashKeys(
        *(
            derive(roster_key, kind, length=HASH_KEY_BYTES)
            for kind in ("notice_id", "code", "email", "phone", "username", "name", "ref")
        )
    )


def name_text(*, first_name: str, last_name: str) -> str:
    """What a name is compared by: the family name's letters and the first initial.

    >>> name_text(first_name="Élodie", last_name="Saint-Clair Jr.")
    'saintclair e'
    """
    family = normalise.family_name(last_name)
    return f"{family} {normalise.first_initial(first_name)}" if family else ""


def code_text(*, notice_id: str, code: str) -> str:
    """What a notice ID together with its confirmation code is compared by."""
    canonical = normalise.notice_id(notice_id), normalise.code(code)
    return " ".join(canonical) if all(canonical) else ""


def key_or_none(key: bytes, canonical: str) -> int | None:
    """The keyed hash of a canonical form; None for an empty one."""
    return keyed_hash(key, canonical.encode()) if canonical else None


def name_key(key: bytes, *, first_name: str, last_name: str) -> int | None:
    """The 32-bit keyed hash of a name: enough to compare, too little to look up by."""
    hashed = key_or_none(key, name_text(first_name=first_name, last_name=last_name))
    return None if hashed is None else low_half(hashed)


def keys_of(
    keys: HashKeys,
    *,
    fold_gmail: bool,
    notice_id: str = "",
    code: str = "",
    email: str = "",
    phone: str = "",
    usernames: Sequence[str] = (),
    first_name: str = "",
    last_name: str = "",
) -> IdentifierKeys:
    """The keys of what one person gave; pure."""
    handles = (key_or_none(keys.username, normalise.username(name)) for name in usernames)
    return IdentifierKeys(
        notice_key=key_or_none(keys.notice, normalise.notice_id(notice_id)),
        code_key=key_or_none(keys.code, code_text(notice_id=notice_id, code=code)),
        email_key=key_or_none(keys.email, normalise.email(email, fold_gmail=fold_gmail)),
        phone_key=key_or_none(keys.phone, normalise.phone(phone)),
        username_keys=tuple(dict.fromkeys(key for key in handles if key is not None)),
        name_key=name_key(keys.name, first_name=first_name, last_name=last_name),
    )
