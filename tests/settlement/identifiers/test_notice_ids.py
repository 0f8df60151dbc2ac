"""Notice IDs and codes can be copied from a letter, and a slip is found before any look-up."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.identifiers import minting, normalise, notice_ids
from settlement.identifiers.notice_ids import ALPHABET, BASE, CODES


def test_the_alphabet_has_one_of_each_group_that_is_mistaken_for_another() -> None:
    for alike in ("0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert not set("AEIOU") & set(ALPHABET)


def test_there_are_as_many_as_were_promised() -> None:
    assert BASE**notice_ids.ID_RANDOM > 2**64
    assert CODES > 2**40


def test_they_are_printed_in_groups() -> None:
    notice_id, code = notice_ids.new_notice_id(), notice_ids.new_code()

    assert [len(group) for group in notice_id.split("-")] == [4, 4, 4, 4]
    assert [len(group) for group in code.split("-")] == [5, 5]


def test_two_are_never_alike() -> None:
    assert len({notice_ids.new_notice_id() for _ in range(1_000)}) == 1_000


@given(st.integers(0, 2**64 - 1))
def test_what_we_made_is_known_as_ours_however_it_is_typed(number: int) -> None:
    typed = notice_ids.notice_id_from(number).lower().replace("-", " ")

    assert notice_ids.is_notice_id(normalise.notice_id(typed))


@given(st.integers(0, CODES - 1))
def test_so_is_a_code(number: int) -> None:
    assert notice_ids.is_code(normalise.code(notice_ids.code_from(number)))


def test_every_single_wrong_character_is_found() -> None:
    right = normalise.notice_id(notice_ids.notice_id_from(0xFEDCBA9876543210))
    for place in range(len(right)):
        for other in set(ALPHABET) - {right[place]}:
            assert not notice_ids.is_notice_id(right[:place] + other + right[place + 1 :])


def test_every_swap_of_two_characters_is_found() -> None:
    right = normalise.notice_id(notice_ids.notice_id_from(0x0123456789ABCDEF))
    for one, two in combinations(range(len(right)), 2):
        swapped = list(right)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        assert right[one] == right[two] or not notice_ids.is_notice_id("".join(swapped))


@pytest.mark.parametrize("other", ["", "12345", "7KQ29F4DPX3W8RT", "7KQ29F4DPX3W8RT88", "\u00e9"])
def test_what_has_another_form_is_not_ours(other: str) -> None:
    assert not notice_ids.is_notice_id(other)
    assert not notice_ids.is_code(other)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(0, 2**64 - 1), max_size=4))
def test_many_at_once_are_written_as_one_by_one(numbers: list[int]) -> None:
    drawn = np.array(numbers, np.uint64)
    ids = minting.notice_ids(drawn).tobytes().decode()
    codes = minting.codes(drawn).tobytes().decode()

    expected_ids = "".join(notice_ids.notice_id_from(number) for number in numbers)
    expected_codes = "".join(notice_ids.code_from(number % CODES) for number in numbers)
    assert ids == expected_ids.replace("-", "")
    assert codes == expected_codes.replace("-", "")


def test_the_random_source_is_asked_for_each_number() -> None:
    assert len(np.unique(minting.random_numbers(1_000))) == 1_000
