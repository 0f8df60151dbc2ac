"""Pure: purpose keys derived from a case's key, and the keyed 64-bit hash of one value.

A hash without a key protects nothing here: one core hashes every phone number of the country in
an hour and a half. `docs/algorithms/blind-index.md` has worked examples.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from siphash24 import siphash24

HASH_KEY_BYTES = 16  # SipHash takes 128 bits
SEAL_KEY_BYTES = 32  # AES-256


def derive(case_key: bytes, purpose: str, *, length: int = HASH_KEY_BYTES) -> bytes:
    """The key of one purpose, such as "roster/email", from the case's key (HKDF-SHA256).

    Keys of two purposes tell nothing about each other, so an e-mail address and a username that
    are spelt alike have different hashes.
    """
    return HKDF(SHA256(), length, salt=None, info=f"prorata/{purpose}".encode()).derive(case_key)


def keyed_hash(key: bytes, value: bytes) -> int:
    """SipHash-2-4 as a signed 64-bit number, which is what a `bigint` column holds."""
    return int(siphash24(value, key=key).intdigest())


def low_half(hashed: int) -> int:
    """The low 32 bits of a keyed hash as a signed number, which is what an `integer` column holds."""
    low = hashed & 0xFFFFFFFF
    return low - (1 << 32) if low >> 31 else low
