"""A block gives back each of its members, and nobody who is not in it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.delivery.columns import COLUMNS
from settlement.imports.packing import pack
from settlement.roster import blocks
from settlement.roster.blocks import MEMBERS

DETAILS = st.lists(st.text(max_size=12), min_size=len(COLUMNS), max_size=len(COLUMNS))


def _pack(members: dict[int, list[str]]) -> bytes:
    nobody = [""] * len(COLUMNS)
    texts = [text.encode() for slot in range(MEMBERS) for text in members.get(slot, nobody)]
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(lengths).reshape(MEMBERS, len(COLUMNS))
    data = np.frombuffer(b"".join(texts) or b"\0", np.uint8)
    there = np.array([slot in members for slot in range(MEMBERS)])
    ((_, block),) = pack(data, ends - lengths.reshape(ends.shape), ends, there)
    return block


@settings(deadline=None)  # the first call compiles
@given(st.dictionaries(st.integers(0, MEMBERS - 1), DETAILS, min_size=1, max_size=6))
def test_what_was_packed_is_unpacked(members: dict[int, list[str]]) -> None:
    block = _pack(members)

    for slot in {*members, 0, MEMBERS - 1}:
        expected = dict(zip(COLUMNS, members[slot], strict=True)) if slot in members else None
        assert blocks.unpack(block, slot=slot) == expected


def test_members_of_one_case_take_little_room() -> None:
    line = ["M1", "7KQ29F4DPX3W8RT8", "", "ana.smith1@gmail.com", "3125550142", "ana1", "Ana",
            "Smith", "12 Oak St", "", "Chicago", "IL", "60601"]  # fmt: skip

    assert len(_pack(dict.fromkeys(range(MEMBERS), line))) < MEMBERS * 10


def test_members_fill_blocks_in_order_and_an_empty_block_is_left_out() -> None:
    count = 2 * MEMBERS + 188
    starts = np.zeros((count, len(COLUMNS)), np.int64)
    ends = starts.copy()
    ends[:, 0] = 2
    there = np.ones(count, bool)
    there[MEMBERS : 2 * MEMBERS] = False

    made = dict(pack(np.frombuffer(b"M1", np.uint8), starts, ends, there, first=7))

    assert made.keys() == {7, 9}
    last = blocks.unpack(made[9], slot=187)
    assert last is not None
    assert last["member_ref"] == "M1"
    assert blocks.unpack(made[9], slot=188) is None


def test_a_block_is_bound_to_its_case_and_its_number() -> None:
    assert len({blocks.about(1, 2), blocks.about(2, 1), blocks.about(1, 3)}) == 3


def test_a_block_of_a_form_that_is_not_known_is_not_guessed_at() -> None:
    block = _pack({0: [""] * len(COLUMNS)})

    with pytest.raises(ValueError, match="a block of form 2"):
        blocks.unpack(b"\x02" + block[1:], slot=0)
