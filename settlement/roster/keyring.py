"""The keys of a case's class list, under the version that is in use or another one."""

from settlement.identifiers.identifiers import HashKeys, hash_keys
from settlement.keys.services import roster_key, roster_version


def hashing_keys(settlement_id: int, *, version: int | None = None) -> HashKeys:
    """The hash key of each kind of identifier, under the version in use unless another is named.

    raises: KeyDestroyed
    """
    return hash_keys(_key(settlement_id, "roster", version))


def details_key(settlement_id: int, *, version: int | None = None) -> bytes:
    """The key that blocks of details are sealed under, likewise."""
    return _key(settlement_id, "roster/details", version)


def _key(settlement_id: int, purpose: str, version: int | None) -> bytes:
    named = roster_version(settlement_id) if version is None else version
    return roster_key(settlement_id, purpose, version=named)
