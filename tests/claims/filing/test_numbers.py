"""Numbers and codes that people copy."""

import re
from math import log2

import pytest

from claims.filing.destinations import destination
from claims.filing.numbers import (
    ALPHABET,
    BASE,
    CODE_GROUPS,
    NUMBER_GROUPS,
    as_code,
    as_number,
    code_from,
    new_number,
)
from tests import make


def test_numbers_are_long_enough_not_to_be_guessed() -> None:
    assert sum(NUMBER_GROUPS) * log2(BASE) >= 50
    assert sum(CODE_GROUPS) * log2(BASE) >= 40


def test_no_character_is_mistaken_for_another() -> None:
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(ALPHABET)) == BASE


def test_numbers_are_grouped_and_differ() -> None:
    numbers = {new_number() for _ in range(1_000)}

    assert len(numbers) == 1_000
    assert all(
        re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{3}}", n) for n in numbers
    )


@pytest.mark.parametrize(
    "typed", ["7KQ2-9F4D-PX3", " 7kq2 9f4d px3 ", "7kq29f4dpx3", "7KQ2\u20139F4D\u2013PX3"]
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert as_number(typed) == "7KQ2-9F4D-PX3"


@pytest.mark.parametrize("typed", ["", "7KQ2-9F4D-PX", "7KQ2-9F4D-PX0", "é" * 11, "7" * 1_000_000])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert as_number(typed) == ""


def test_a_code_is_made_of_its_digest() -> None:
    assert code_from(bytes(16)) == "222-222-222"
    assert code_from(bytes(15) + b"\x1f") == "332-222-222"
    assert as_code("k4t7p9xwm") == "K4T-7P9-XWM"


def test_a_destination_is_spelt_one_way() -> None:
    here = make.contents(line1="12 Lake St., #4", zip="60601-1234", last_name="A")
    same = make.contents(line1="12 LAKE ST", line2="4", zip="60601", last_name="B")
    other = make.contents(line1="13 Lake St., #4", zip="60601")

    assert destination(here) == destination(same) != destination(other)
    assert destination(make.contents(payment_method="ach", routing="1", account="2")) == "ach 1 2"
