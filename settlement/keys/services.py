"""The case's keys: one random data key a case, wrapped by the master key; others are derived."""

import base64
import os
import time
from functools import lru_cache

from django.conf import settings

from settlement.errors import Refusal
from settlement.keys.hashing import derive
from settlement.keys.models import CaseKey
from settlement.sealed import seal, unseal

FORGET_SECONDS = 60  # a destroyed key is gone from every process after this


def house_key(purpose: str) -> bytes:
    """A key for what belongs to no case, derived from the master key."""
    return derive(base64.b64decode(settings.PRORATA_MASTER_KEY), f"house/{purpose}")


def make_case_key(*, settlement_id: int) -> None:
    """Make a case's data key. A second call for the same case is an IntegrityError."""
    wrapped = seal(os.urandom(32), key=house_key("wrap"), about=_place(settlement_id, 1))
    CaseKey.objects.create(settlement_id=settlement_id, version=1, wrapped=wrapped)


def case_key(settlement_id: int, purpose: str) -> bytes:
    """A case's 32-byte key for one purpose, e.g. "claims/version".

    raises: Refusal when the case's key was destroyed or never made
    """
    minute = int(time.monotonic() // FORGET_SECONDS)
    return derive(_data_key(settlement_id, minute), purpose)


@lru_cache(maxsize=64)
def _data_key(settlement_id: int, _minute: int) -> bytes:
    """The case's data key, remembered for a minute: filing and screening ask for it all day."""
    row = CaseKey.objects.filter(settlement_id=settlement_id, destroyed_at=None).first()
    if row is None or row.wrapped is None:
        raise Refusal("This case's key does not exist any more; its data cannot be read.")
    return unseal(row.wrapped, key=house_key("wrap"), about=_place(settlement_id, row.version))


def _place(settlement_id: int, version: int) -> str:
    return f"casekey/{settlement_id}/{version}"
