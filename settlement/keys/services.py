"""The case's keys: one random data key a case, wrapped by the master key; others are derived."""

import base64
import os
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from settlement.errors import Refusal
from settlement.keys.models import CaseKey
from settlement.sealed import seal, unseal


def derive(key: bytes, purpose: str, *, length: int = 32) -> bytes:
    """A key for one purpose (HKDF-SHA-256); it tells nothing about `key` or its siblings."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(key)


def house_key(purpose: str) -> bytes:
    """A key for what belongs to no case, derived from the master key."""
    return derive(base64.b64decode(settings.PRORATA_MASTER_KEY), f"house/{purpose}")


def make_case_key(*, settlement_id: int) -> None:
    """Make a case's data key. A second call for the same case is an IntegrityError."""
    wrapped = seal(os.urandom(32), key=house_key("wrap"), about=f"casekey/{settlement_id}/1")
    CaseKey.objects.create(settlement_id=settlement_id, version=1, wrapped=wrapped)


@lru_cache(maxsize=64)
def case_key(settlement_id: int, purpose: str) -> bytes:
    """A case's 32-byte key for one purpose, e.g. "claims/version".

    raises: Refusal when the case's key was destroyed or never made
    """
    row = CaseKey.objects.filter(settlement_id=settlement_id, destroyed_at=None).first()
    if row is None or row.wrapped is None:
        raise Refusal("This case's key does not exist any more; its data cannot be read.")
    about = f"casekey/{settlement_id}/{row.version}"
    return derive(unseal(row.wrapped, key=house_key("wrap"), about=about), purpose)
