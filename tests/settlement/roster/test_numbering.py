"""A member's number depends on the files alone, not on who loads what."""

from pathlib import Path

import numpy as np
import pytest

from settlement.roster import delivery, numbering
from settlement.roster.delivery import look_through
from settlement.roster.numbering import Numbered, batches, number
from settlement.roster.places import places

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


def test_a_batch_is_of_one_file_and_all_chunks_are_in_one(
    chunks: list[Numbered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "BATCH_RECORDS", 512)

    made = list(batches(chunks))

    assert [numbered for batch in made for numbered in batch.chunks] == chunks
    assert [(batch.first_no, batch.end_no) for batch in made] == [(1, 513), (513, 769), (769, 1281)]


def test_a_member_leads_back_to_the_line_that_brought_it(chunks: list[Numbered]) -> None:
    files, lines = places(np.array([1, 256, 257, 700, 769, 1068]), chunks)

    assert files.tolist() == [0, 0, 0, 0, 1, 1]
    assert lines.tolist() == [2, 257, 258, 701, 2, 301]
