"""A packed class list is read as if it were not; what is wrong with it is said with its place."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from settlement.delivery import delivery
from settlement.errors import Refusal
from tests.settlement.delivery.delivered import HEADER, look, refs

LINES = HEADER + "".join(f"A{n},josé@example.org,\n" for n in range(5_000))
SKIPPABLE = b"\x50\x2a\x4d\x18\x04\0\0\0four"


def _zstd(content: bytes) -> bytes:
    packed: bytes = pa.compress(content, codec="zstd", asbytes=True)
    return packed


type Pack = Callable[[bytes], bytes]

each_packing = pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gzip"), (_zstd, "zstd")])


@each_packing
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_packed_in_any_encoding_and_by_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Pack, name: str, encoding: str
) -> None:
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 256)
    content = pack(LINES.encode(encoding))

    delivered = look(tmp_path / "list.dat", content)

    assert delivered.form.endswith(f", {name}")
    assert delivered.sha256 == hashlib.sha256(content).hexdigest()
    assert refs(delivered) == [(n + 2, f"A{n}") for n in range(5_000)]
    left_out = [n for n in range(5_000) if n // 256 % 3 == 0]
    assert [ref for _, ref in refs(delivered, every=3)] == [f"A{n}" for n in left_out]


@each_packing
def test_several_members_or_frames_are_one_text(tmp_path: Path, pack: Pack, name: str) -> None:
    text = LINES.encode()

    delivered = look(tmp_path / "list", pack(text[:1_000]) + pack(b"") + pack(text[1_000:]))

    assert len(refs(delivered)) == 5_000


def test_a_zstd_file_may_begin_with_a_frame_to_skip(tmp_path: Path) -> None:
    assert len(refs(look(tmp_path / "list", SKIPPABLE + _zstd(LINES.encode())))) == 5_000


@each_packing
def test_one_that_ends_early_is_refused_with_its_place(
    tmp_path: Path, pack: Pack, name: str
) -> None:
    content = pack(LINES.encode())

    for end in (100, len(content) // 2, len(content) - 1):
        with pytest.raises(Refusal) as refused:
            look(tmp_path / "list.gz", content[:end])

        assert str(refused.value) == (
            f"list.gz ends at byte {end:,}, in the middle of its {name} compression, so it was cut "
            "off on its way; nothing was loaded. Ask for the whole file."
        )


def test_a_wrong_checksum_is_refused_with_its_place(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(LINES.encode()))
    content[-8] ^= 1

    with pytest.raises(Refusal, match=rf"damaged shortly before byte {len(content):,}.*data check"):
        look(tmp_path / "list.gz", bytes(content))


@each_packing
@pytest.mark.parametrize("rubbish", [b"rubbish, and more of it", bytes(30)])
def test_what_follows_behind_the_end_is_refused(
    tmp_path: Path, pack: Pack, name: str, rubbish: bytes
) -> None:
    with pytest.raises(Refusal, match=f"does not end where its {name} compression ends"):
        look(tmp_path / "list.gz", pack(LINES.encode()) + rubbish)


@each_packing
@pytest.mark.parametrize(
    ("inner", "what"),
    [
        (b"PK\x03\x04", "is a spreadsheet or a ZIP file"),
        (b"PAR1", "deliver that as it is"),
        (gzip.compress(b"twice", mtime=0), "deliver that as it is"),
        (b"", "no line of column names"),
    ],
)
def test_what_is_packed_is_looked_at_too(
    tmp_path: Path, pack: Pack, name: str, inner: bytes, what: str
) -> None:
    with pytest.raises(Refusal, match=what):
        look(tmp_path / "list.gz", pack(inner))


@each_packing
def test_no_unpacked_copy_lies_about(tmp_path: Path, pack: Pack, name: str) -> None:
    refs(look(tmp_path / "list.gz", pack(LINES.encode())))

    assert [path.name for path in tmp_path.iterdir()] == ["list.gz"]
