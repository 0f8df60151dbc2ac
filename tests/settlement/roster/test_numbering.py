"""A member's number depends on the files alone, not on who loads what."""

from pathlib import Path

import pytest

from settlement.roster import delivery
from settlement.roster.delivery import look_through
from settlement.roster.numbering import Numbered, number, places, share_out

HEADER = "member_ref,email,illinois_creator\n"


@pytest.fixture
def chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Numbered]:
    """Two files of 700 and 300 lines in chunks of 256."""
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 256)
    deliveries = []
    for name, count in (("one.csv", 700), ("two.csv", 300)):
        (tmp_path / name).write_text(HEADER + "".join(f"A{n},,\n" for n in range(count)))
        deliveries.append(look_through(tmp_path / name, flags=("illinois_creator",), renamed={}))
    return number(deliveries, first_no=1)


def test_numbers_rise_through_the_files_and_every_chunk_begins_a_block(
    chunks: list[Numbered],
) -> None:
    assert [numbered.first_no for numbered in chunks] == [1, 257, 513, 769, 1025]
    assert [numbered.chunk.records for numbered in chunks] == [256, 256, 188, 256, 44]
    assert chunks[-1].end_no == 1281


@pytest.mark.parametrize("streams", [1, 2, 3, 5, 9])
def test_streams_share_all_chunks_in_order(chunks: list[Numbered], streams: int) -> None:
    shares = share_out(chunks, streams=streams)

    assert [numbered for share in shares for numbered in share] == chunks
    assert all(shares)
    assert len(shares) <= streams


def test_two_streams_get_about_half_each(chunks: list[Numbered]) -> None:
    assert [len(share) for share in share_out(chunks, streams=2)] == [3, 2]


def test_a_member_leads_back_to_the_line_that_brought_it(chunks: list[Numbered]) -> None:
    found = places([1, 256, 257, 700, 769, 1068], chunks)

    assert found == {
        1: ("one.csv", 2),
        256: ("one.csv", 257),
        257: ("one.csv", 258),
        700: ("one.csv", 701),
        769: ("two.csv", 2),
        1068: ("two.csv", 301),
    }
