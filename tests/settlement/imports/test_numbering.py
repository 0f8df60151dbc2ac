"""A member's number depends on the files alone, not on who loads what."""

from pathlib import Path

import numpy as np
import pytest

from settlement.delivery import delivery
from settlement.delivery.delivery import look_through
from settlement.imports import numbering
from settlement.imports.numbering import Numbered, batches, number
from settlement.imports.places import places

HEADER = "member_ref,email,illinois_creator\n"


@pytest.fixture
def chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Numbered]:
    """Two files of 2,500 and 1,100 lines in chunks of 1,024, which is a block."""
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 1_024)
    deliveries = []
    for name, count in (("one.csv", 2_500), ("two.csv", 1_100)):
        (tmp_path / name).write_text(HEADER + "".join(f"A{n},,\n" for n in range(count)))
        deliveries.append(look_through(tmp_path / name, flags=("illinois_creator",), renamed={}))
    return number(deliveries, first_no=1)


def test_numbers_rise_through_the_files_and_every_chunk_begins_a_block(
    chunks: list[Numbered],
) -> None:
    assert [numbered.first_no for numbered in chunks] == [1, 1_025, 2_049, 3_073, 4_097]
    assert [numbered.chunk.records for numbered in chunks] == [1_024, 1_024, 452, 1_024, 76]
    assert chunks[-1].end_no == 5_121


def test_a_batch_is_of_one_file_and_all_chunks_are_in_one(
    chunks: list[Numbered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "BATCH_RECORDS", 2_048)

    made = list(batches(chunks))

    assert [numbered for batch in made for numbered in batch.chunks] == chunks
    bounds = [(batch.first_no, batch.end_no) for batch in made]
    assert bounds == [(1, 2_049), (2_049, 3_073), (3_073, 5_121)]


def test_a_member_leads_back_to_the_line_that_brought_it(chunks: list[Numbered]) -> None:
    files, lines = places(np.array([1, 1_024, 1_025, 2_500, 3_073, 4_172]), chunks)

    assert files.tolist() == [0, 0, 0, 0, 1, 1]
    assert lines.tolist() == [2, 1_025, 1_026, 2_501, 2, 1_101]
