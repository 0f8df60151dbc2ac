"""What cannot be read, or does not stay as it is, is refused in one clear sentence."""

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
import pytest

from settlement.delivery import delivery
from settlement.delivery.delivery import Delivery, look_through
from settlement.errors import Refusal
from tests.settlement.delivery.delivered import HEADER, look, refs

LINES = (HEADER + "".join(f"A{n},a@example.org,\n" for n in range(1_000))).encode()
CHANGED = r"list was changed while it was being read.*nobody writes to it"


@pytest.fixture(params=["plain", "packed", "parquet"])
def delivered(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Delivery:
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 256)
    path = tmp_path / "list"
    path.write_bytes(gzip.compress(LINES) if request.param == "packed" else LINES)
    if request.param == "parquet":
        parquet.write_table(arrow_csv.read_csv(path), path)
    return look(path)


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"A1000,,\n")


def _cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _write_anew(path: Path) -> None:
    stat = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))


def _put_another_in_its_place(path: Path) -> None:
    stat = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.rename(path)


each_change = pytest.mark.parametrize(
    "change", [_append, _cut_off, _write_anew, _put_another_in_its_place]
)


@each_change
def test_a_file_that_changed_after_it_was_looked_through_is_refused(
    delivered: Delivery, change: Callable[[Path], None]
) -> None:
    assert len(refs(delivered)) == 1_000  # untouched, it is read
    change(delivered.path)

    with pytest.raises(Refusal, match=CHANGED):
        refs(delivered)


@each_change
def test_a_file_that_changes_while_it_is_loaded_is_refused(
    delivered: Delivery, change: Callable[[Path], None]
) -> None:
    contents = delivered.contents(delivered.chunks)
    next(contents)
    change(delivered.path)

    with pytest.raises(Refusal, match=CHANGED):
        next(contents)


@each_change
def test_a_file_that_changes_while_it_is_looked_through_is_refused(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "list"
    path.write_bytes(LINES)

    def change_once(count: int) -> None:
        if count and path.stat().st_size == len(LINES):
            change(path)

    with pytest.raises(Refusal, match=CHANGED):
        look_through(path, flags=("illinois_creator",), renamed={}, seen=change_once)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"^list cannot be read: No such file or directory\.$"):
        look(tmp_path / "list")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"is a folder; name the files in it\.$"):
        look(tmp_path)


def test_a_pipe_that_could_be_read_but_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list")

    with pytest.raises(Refusal, match="is no ordinary file, and the class list is read twice"):
        look(tmp_path / "list")


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Act as a user who may not read a file; root may read any."""
    (tmp_path / "list").touch(mode=0o000)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)
    yield
    os.seteuid(before)


def test_a_file_that_we_may_not_read(tmp_path: Path, nobody: None) -> None:
    with pytest.raises(Refusal, match=r"^list cannot be read: Permission denied\.$"):
        look(tmp_path / "list")


def test_a_line_of_ten_megabytes_is_left_out(tmp_path: Path) -> None:
    long = b"A1," + b"x" * 10_000_000 + b",\n"

    for pack in (bytes, gzip.compress):
        delivered = look(tmp_path / "list", pack(LINES + long + b"A2,,\n"))

        assert [reject.line for reject in delivered.overlong] == [1_002]
        assert refs(delivered)[-1] == (1_003, "A2")


def test_one_with_column_names_alone_has_nothing_to_load(tmp_path: Path) -> None:
    for pack in (bytes, gzip.compress):
        assert not look(tmp_path / "list", pack(HEADER.encode())).chunks
