"""The keyed hash is the published one, for one value and for many."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.keys.bulk import hash_arrow, hash_spans
from settlement.keys.hashing import derive, keyed_hash, low_half

DOCUMENT = Path(__file__).parents[3] / "docs" / "algorithms" / "blind-index.md"
VECTORS = re.findall(r"^\| (\d+) \| `([0-9a-f]{16})` \|$", DOCUMENT.read_text(), re.MULTILINE)
KEY = bytes(range(16))


def test_the_document_quotes_published_vectors() -> None:
    assert len(VECTORS) == 6


@pytest.mark.parametrize(("length", "vector"), VECTORS)
def test_one_value_has_the_hash_that_was_published(length: str, vector: str) -> None:
    expected = int.from_bytes(bytes.fromhex(vector), "little", signed=True)

    assert keyed_hash(KEY, bytes(range(int(length)))) == expected


@pytest.mark.parametrize(("length", "vector"), VECTORS)
def test_the_kernel_has_the_hash_that_was_published(length: str, vector: str) -> None:
    expected = int.from_bytes(bytes.fromhex(vector), "little", signed=True)

    assert hash_arrow(pa.array([bytes(range(int(length)))]), KEY).tolist() == [expected]


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.binary(max_size=70), max_size=5), st.binary(min_size=16, max_size=16))
def test_many_values_have_the_hashes_they_have_one_by_one(values: list[bytes], key: bytes) -> None:
    expected = [keyed_hash(key, value) for value in values]

    assert hash_arrow(pa.array(values, pa.binary()), key).tolist() == expected


def test_a_part_of_an_arrow_array_is_hashed_where_it_begins() -> None:
    strings = pa.array(["zero", "one", None, "three"])

    hashes = hash_arrow(strings.slice(1), KEY).tolist()

    assert hashes == [keyed_hash(KEY, text) for text in (b"one", b"", b"three")]


def test_spans_may_overlap_and_stand_in_any_order() -> None:
    data = np.frombuffer(b"abcdef", np.uint8)

    hashes = hash_spans(data, np.array([3, 0, 2]), np.array([6, 6, 2]), KEY).tolist()

    assert hashes == [keyed_hash(KEY, text) for text in (b"def", b"abcdef", b"")]


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    case = bytes(32)

    assert derive(case, "email") != derive(case, "phone")
    assert derive(case, "email") != derive(bytes([1]) * 32, "email")
    assert derive(case, "email", length=16) == derive(case, "email", length=16)


@pytest.mark.parametrize(
    ("hashed", "low"), [(0, 0), (-1, -1), (2**31, -(2**31)), (2**31 - 1, 2**31 - 1), (2**32 + 5, 5)]
)
def test_the_low_half_fits_an_integer_column(hashed: int, low: int) -> None:
    assert low_half(hashed) == low
