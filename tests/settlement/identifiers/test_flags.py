"""A member's flags fit one number, in the order of the settlement file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.identifiers import flags

NAMES = [f"flag{n}" for n in range(flags.MOST)]


@given(st.lists(st.sampled_from([None, False, True]), min_size=16, max_size=16))
def test_what_is_packed_can_be_unpacked(values: list[bool | None]) -> None:
    given_flags = dict(zip(NAMES, values, strict=True))

    packed = flags.encode(given_flags, names=NAMES)

    assert -(2**31) <= packed < 2**31
    assert flags.decode(packed, names=NAMES) == given_flags


@pytest.mark.parametrize(
    ("values", "packed"),
    [({}, 0), ({"flag0": False}, 1), ({"flag0": True}, 2), ({"flag0": False, "flag1": True}, 9)],
)
def test_each_flag_takes_two_bits(values: dict[str, bool | None], packed: int) -> None:
    assert flags.encode(values, names=NAMES) == packed


def test_a_flag_that_was_added_later_is_unknown_to_older_members() -> None:
    packed = flags.encode({"flag0": True}, names=NAMES[:1])

    assert flags.decode(packed, names=NAMES[:2]) == {"flag0": True, "flag1": None}
