"""A case's keys: one random data key for the case and one for its class list, each wrapped by the
master key; all others are derived from these two."""

import base64
import os
import time
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from settlement import sql
from settlement.errors import Refusal
from settlement.keys.hashing import derive
from settlement.keys.models import CaseKey, Scope
from settlement.sealed import seal, unseal

FORGET_SECONDS = 60  # a destroyed key is gone from every process after this

# Asked with every look-up. Reads casekey_one_in_use.
IN_USE = """
    SELECT version FROM settlement_casekey
     WHERE settlement_id = %(settlement_id)s AND scope = %(scope)s
       AND in_use AND destroyed_at IS NULL
"""


class KeyDestroyed(Refusal):
    """The key was destroyed: what it sealed cannot be read any more, by anybody."""

    status: ClassVar[int] = 410


def house_key(purpose: str) -> bytes:
    """A key for what belongs to no case, derived from the master key."""
    return derive(base64.b64decode(settings.PRORATA_MASTER_KEY), f"house/{purpose}")


@transaction.atomic
def make_case_key(*, settlement_id: int) -> None:
    """Make a new case's two data keys. A second call for the same case is an IntegrityError."""
    for scope in Scope:
        _make(settlement_id, scope, version=1, in_use=True)


def case_key(settlement_id: int, purpose: str) -> bytes:
    """A case's 32-byte key for one purpose, e.g. "claims/version".

    raises: KeyDestroyed when the case's key was destroyed or never made
    """
    return derive(_data_key(settlement_id, Scope.CASE, 1, _minute()), purpose)


def roster_key(settlement_id: int, purpose: str, *, version: int) -> bytes:
    """A key of the case's class list, under one version: "roster" to hash by, "roster/details".

    raises: KeyDestroyed, likewise
    """
    return derive(_data_key(settlement_id, Scope.ROSTER, version, _minute()), purpose)


def roster_version(settlement_id: int) -> int:
    """The version of the class list's key that is in use. It may change from one transaction to
    the next, so whoever hashes or opens asks each time.

    raises: KeyDestroyed when there is none
    """
    for (version,) in sql.rows(IN_USE, settlement_id=settlement_id, scope=Scope.ROSTER):
        return int(version)
    raise _gone(Scope.ROSTER)


@transaction.atomic
def make_next_roster_key(*, settlement_id: int) -> int:
    """Make the next version of the class list's key, not in use yet; return its number.

    A second call returns the one that is still to come.
    """
    keys = CaseKey.objects.select_for_update().filter(
        settlement_id=settlement_id, scope=Scope.ROSTER
    )
    to_come = keys.filter(destroyed_at=None, version__gt=roster_version(settlement_id)).first()
    if to_come is not None:
        return to_come.version
    version = 1 + (keys.aggregate(last=Max("version"))["last"] or 0)
    _make(settlement_id, Scope.ROSTER, version=version, in_use=False)
    return version


@transaction.atomic
def use_roster_key(*, settlement_id: int, version: int) -> None:
    """Put a version in use instead of the one before, which stays readable until destroyed."""
    keys = CaseKey.objects.filter(settlement_id=settlement_id, scope=Scope.ROSTER)
    keys.filter(in_use=True).update(in_use=False)
    if not keys.filter(version=version, destroyed_at=None).update(in_use=True):
        raise _gone(Scope.ROSTER)


def destroy_keys(
    *, settlement_id: int, scopes: tuple[Scope, ...], below: int | None = None, now: datetime
) -> list[CaseKey]:
    """Destroy the keys of these scopes, all versions or those below one; return those destroyed.

    A second call destroys none. Other processes forget a key within FORGET_SECONDS.
    """
    keys = CaseKey.objects.filter(settlement_id=settlement_id, scope__in=scopes, destroyed_at=None)
    if below is not None:
        keys = keys.filter(version__lt=below)
    ids = list(keys.values_list("pk", flat=True))
    keys.update(wrapped=None, in_use=False, destroyed_at=now)
    _data_key.cache_clear()
    return list(CaseKey.objects.filter(pk__in=ids).order_by("scope", "version"))


def _make(settlement_id: int, scope: Scope, *, version: int, in_use: bool) -> None:
    about = _place(settlement_id, scope, version)
    wrapped = seal(os.urandom(32), key=house_key("wrap"), about=about)
    CaseKey.objects.create(
        settlement_id=settlement_id, scope=scope, version=version, in_use=in_use, wrapped=wrapped
    )


def _minute() -> int:
    return int(time.monotonic() // FORGET_SECONDS)


@lru_cache(maxsize=128)
def _data_key(settlement_id: int, scope: Scope, version: int, _minute: int) -> bytes:
    """A data key, remembered for a minute: filing and screening ask for it all day."""
    row = CaseKey.objects.filter(
        settlement_id=settlement_id, scope=scope, version=version, destroyed_at=None
    ).first()
    if row is None or row.wrapped is None:
        raise _gone(scope)
    return unseal(row.wrapped, key=house_key("wrap"), about=_place(settlement_id, scope, version))


def _gone(scope: Scope) -> KeyDestroyed:
    if scope == Scope.ROSTER:
        return KeyDestroyed("This case's class list was destroyed; it cannot be read.")
    return KeyDestroyed("This case's key does not exist any more; its data cannot be read.")


def _place(settlement_id: int, scope: Scope, version: int) -> str:
    return f"casekey/{settlement_id}/{scope}/{version}"
