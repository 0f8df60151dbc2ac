"""Pure: purpose keys derived from a case's key, and the keyed 64-bit hash of one value.

A hash without a key protects nothing here: one core hashes every phone number of the country in
an hour and a half. `docs/algorithms/blind-index.md` has worked examples.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from siphash24 import siphash24

HASH_KEY_BYTES = 16  # SipHash takes 128 bits


def derive(key: bytes, purpose: str, *, length: int = 32) -> bytes:
    """The key of one purpose, such as "roster" or "email", from another key (HKDF-SHA-256).

    It tells nothing about `key` or its siblings: an e-mail address and a username that are spelt
    alike have different hashes.
    """
    return HKDF(SHA256(), length, salt=None, info=purpose.encode()).derive(key)


def keyed_hash(key: bytes, value: bytes) -> int:
    """SipHash-2-4 as a signed 64-bit number, which is what a `bigint` column holds."""
    return int(siphash24(value, key=key).intdigest())


def low_half(hashed: int) -> int:
    """The low 32 bits of a keyed hash as a signed number, as an `integer` column holds it."""
    low = hashed & 0xFFFFFFFF
    return low - (1 << 32) if low >> 31 else low
