"""Sealing: AES-GCM under a 32-byte key, bound to the place it stands in, so it cannot be moved.

A sealed value is b"1" (the form's version), the key's 4-byte id, a 12-byte nonce and the
ciphertext. `about` names the place ("claims/version/content/3f…") and is checked on opening.
"""

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"1"
KEY_ID, NONCE = 4, 12


class SealBroken(Exception):
    """The value was sealed under another key, for another place, or was altered."""


def key_id(key: bytes) -> bytes:
    """The 4 bytes by which a sealed value names its key; they tell nothing about it."""
    return hashlib.sha256(b"prorata key id" + key).digest()[:KEY_ID]


def seal(data: bytes, *, key: bytes, about: str) -> bytes:
    """Seal bytes for one place. Sealing twice gives different bytes."""
    nonce = os.urandom(NONCE)
    return FORM + key_id(key) + nonce + AESGCM(key).encrypt(nonce, data, about.encode())


def unseal(sealed: bytes | memoryview, *, key: bytes, about: str) -> bytes:
    """Open what `seal` made for the same place under the same key.

    raises: SealBroken
    """
    sealed = bytes(sealed)
    head = len(FORM) + KEY_ID
    if sealed[:head] != FORM + key_id(key):
        raise SealBroken(f"{about} was not sealed under this key")
    try:
        return AESGCM(key).decrypt(
            sealed[head : head + NONCE], sealed[head + NONCE :], about.encode()
        )
    except (InvalidTag, ValueError):  # the latter: too short to hold a nonce
        raise SealBroken(f"{about} was altered or sealed for another place") from None


def seal_json(value: object, *, key: bytes, about: str) -> bytes:
    """Seal a JSON value in its canonical text."""
    return seal(canonical(value), key=key, about=about)


def unseal_json(sealed: bytes | memoryview, *, key: bytes, about: str) -> Any:
    """Open what `seal_json` made."""
    return json.loads(unseal(sealed, key=key, about=about))


def seal_text(text: str, *, key: bytes, about: str) -> str:
    """Seal text into text, for columns that are text."""
    return base64.b64encode(seal(text.encode(), key=key, about=about)).decode()


def unseal_text(sealed: str, *, key: bytes, about: str) -> str:
    """Open what `seal_text` made."""
    return unseal(base64.b64decode(sealed), key=key, about=about).decode()


def canonical(value: object) -> bytes:
    """JSON in one form only: sorted keys, no spaces, UTF-8. Hashes are taken over this."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
