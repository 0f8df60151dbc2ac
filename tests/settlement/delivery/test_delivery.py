"""A delivered file is looked through whole before any of it is loaded."""

import gzip
import hashlib
from pathlib import Path

import pytest

from settlement.delivery import delivery, lookthrough
from settlement.delivery.delivery import Delivery, look_through
from settlement.errors import Refusal
from tests.settlement.delivery.delivered import HEADER, look, refs


def _look(tmp_path: Path, content: bytes) -> Delivery:
    return look(tmp_path / "list.csv", content)


@pytest.fixture
def small_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if memory held some forty bytes: every file is read and cut in many pieces."""
    monkeypatch.setattr(lookthrough, "READ_BYTES", 40)
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 3)


def test_its_hash_and_size_are_those_of_the_file(tmp_path: Path, small_reads: None) -> None:
    content = (HEADER + "A1,a@example.org,true\n" * 50).encode()

    delivered = _look(tmp_path, content)

    assert delivered.sha256 == hashlib.sha256(content).hexdigest()
    assert delivered.size == len(content)


def test_however_it_is_read_every_record_is_found_once(tmp_path: Path, small_reads: None) -> None:
    lines = [f'A{n},"{n}\n@example.org",\n' if n % 4 == 0 else f"A{n},,\r\n" for n in range(100)]
    content = (HEADER + "".join(lines)).encode()

    delivered = _look(tmp_path, content)

    found = refs(delivered)
    assert [ref for _, ref in found] == [f"A{n}" for n in range(100)]
    assert found[0] == (2, "A0")
    assert found[-1] == (2 + 99 + 25, "A99")  # each fourth field has a line break
    assert {chunk.records for chunk in delivered.chunks[:-1]} == {3}


def test_the_mark_of_utf8_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    delivered = _look(tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"A1,,\n")

    assert refs(delivered) == [(2, "A1")]


def test_a_line_of_many_megabytes_is_left_out_and_never_held(
    tmp_path: Path, small_reads: None
) -> None:
    long = "x" * 200_000
    content = f"{HEADER}A1,,\n{long}\nA2,,\n".encode()

    delivered = _look(tmp_path, content)

    assert refs(delivered) == [(2, "A1"), (4, "A2")]
    (reject,) = delivered.overlong
    assert reject.line == 3
    assert "longer than 32,768 bytes" in reject.reason


def test_a_quote_that_is_never_closed_costs_its_own_line_alone(tmp_path: Path) -> None:
    others = "".join(f"A{n},{'y' * 30}@example.org,\n" for n in range(3, 1_500))

    delivered = _look(tmp_path, f'{HEADER}A1,,\nA2,"never closed,\n{others}'.encode())

    assert [reject.line for reject in delivered.overlong] == [3]
    assert len(refs(delivered)) == 1 + 1_497


def test_chunks_may_be_left_out(tmp_path: Path, small_reads: None) -> None:
    delivered = _look(tmp_path, (HEADER + "".join(f"A{n},,\n" for n in range(9))).encode())

    assert [ref for _, ref in refs(delivered, every=2)] == ["A0", "A1", "A2", "A6", "A7", "A8"]


def test_a_chunk_of_long_lines_ends_before_its_records_are_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookthrough, "READ_BYTES", 40)
    monkeypatch.setattr(lookthrough, "CHUNK_BYTES", 1_000)
    lines = "".join(f"A{n},{'y' * 500}@example.org,\n" for n in range(20))

    delivered = _look(tmp_path, (HEADER + lines).encode())

    assert [chunk.records for chunk in delivered.chunks] == [2] * 10
    assert [ref for _, ref in refs(delivered)] == [f"A{n}" for n in range(20)]


def test_chunks_share_the_bytes_of_the_file(tmp_path: Path, small_reads: None) -> None:
    lines = (HEADER + "A1,a@example.org,true\n" * 50).encode()

    for content in (lines, gzip.compress(lines), lines.decode().encode("utf-16")):
        delivered = _look(tmp_path, content)
        of_chunks = sum(chunk.length for chunk in delivered.chunks)
        assert 0.9 * delivered.size < of_chunks <= delivered.size


@pytest.mark.parametrize(
    "end", ['A2,"a@exam', "A2,a@example.org", "A2", '"A2,a@example.org,true\n']
)
def test_a_file_that_was_cut_off_is_refused_whole(tmp_path: Path, end: str) -> None:
    with pytest.raises(Refusal, match=r"list\.csv ends in the middle of line 3"):
        _look(tmp_path, f"{HEADER}A1,,\n{end}".encode())


def test_a_last_line_with_all_its_fields_needs_no_line_break(tmp_path: Path) -> None:
    assert refs(_look(tmp_path, f"{HEADER}A1,,\nA2,a@b.org,true".encode()))[-1] == (3, "A2")


@pytest.mark.parametrize("length", range(1, 20))
def test_a_last_quote_is_closed_whatever_was_read_before_it(
    tmp_path: Path, small_reads: None, length: int
) -> None:
    quotes = '"","",""\n' * 9

    delivered = _look(tmp_path, f'{HEADER}{quotes}"{"A" * length}","",""'.encode())

    assert refs(delivered)[-1] == (11, "A" * length)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04", "is a spreadsheet or a ZIP file; save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a spreadsheet; save it as CSV"),
        (b"BZh91AY", "is compressed with bzip2; compress it with gzip or zstd"),
        (b"\xfd7zXZ\x00", "is compressed with xz; compress it with gzip or zstd"),
        (HEADER.encode("utf-32"), "is UTF-32; save it as CSV"),
        (b"PAREsecret", "is an encrypted Parquet file; deliver it without"),
        (b"", r"list\.csv is empty"),
        (b"member_ref,email,illinois_creator", "nothing below it"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(Refusal, match=what):
        _look(tmp_path, content)


def test_one_wrong_line_among_right_ones_is_no_other_encoding(tmp_path: Path) -> None:
    right, wrong = "A1,josé@example.org,\n".encode(), "A2,josé@example.org,\n".encode("cp1252")

    assert _look(tmp_path, HEADER.encode() + right + wrong * 30).records == 31


def test_whoever_waits_is_told_how_many_bytes_were_read(tmp_path: Path, small_reads: None) -> None:
    path = tmp_path / "list.csv"
    seen: list[int] = []
    path.write_text(HEADER + "A1,,\n" * 40)

    look_through(path, flags=("illinois_creator",), renamed={}, seen=seen.append)

    assert sum(seen) == path.stat().st_size
    assert len(seen) > 3
