"""A class list in Parquet is read row by row as if it were CSV."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from settlement.delivery import delivery, parquetfile
from settlement.delivery.delivery import Delivery
from settlement.delivery.records import MOST_BYTES
from settlement.errors import Refusal
from tests.settlement.delivery.delivered import look, refs, rows

FLAGS = [True, False, None]


def _look(tmp_path: Path, columns: dict[str, Any], **how: Any) -> Delivery:
    """Write some columns, and the others that a class list must have, and look them through."""
    count = len(next(iter(columns.values())))
    others = {"member_ref": [f"A{n}" for n in range(count)], "email": ["a@example.org"] * count}
    flags = {"illinois_creator": (FLAGS * count)[:count]}
    table = pa.table(columns | {k: v for k, v in (others | flags).items() if k not in columns})
    parquet.write_table(table, tmp_path / "list.parquet", **how)
    return look(tmp_path / "list.parquet")


def test_hash_size_and_form_are_those_of_the_file(tmp_path: Path) -> None:
    delivered = _look(tmp_path, {"member_ref": ["A1"]})

    content = (tmp_path / "list.parquet").read_bytes()
    assert delivered.sha256 == hashlib.sha256(content).hexdigest()
    assert (delivered.size, delivered.form) == (len(content), "Parquet")
    assert sum(chunk.length for chunk in delivered.chunks) == delivered.size


def test_rows_are_counted_from_one(tmp_path: Path) -> None:
    assert refs(_look(tmp_path, {"member_ref": ["A", "B", "C"]})) == [(1, "A"), (2, "B"), (3, "C")]


@pytest.mark.parametrize("rows_of_group", [7, 100, 1_000])
def test_however_the_rows_are_grouped_every_one_is_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of_group: int
) -> None:
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 32)
    monkeypatch.setattr(parquetfile, "_BATCH", 13)
    all_refs = [f"A{n}" for n in range(500)]

    delivered = _look(tmp_path, {"member_ref": all_refs}, row_group_size=rows_of_group)

    assert refs(delivered) == [(n + 1, ref) for n, ref in enumerate(all_refs)]
    assert {chunk.records for chunk in delivered.chunks[:-1]} == {32}
    some = [(n + 1, ref) for n, ref in enumerate(all_refs) if n // 32 % 5 == 0]
    assert refs(delivered, every=5) == some
    last = delivered.chunks[-1]
    (content,) = delivered.contents([last])
    assert delivered.cut(last, content).lines[0] == 481


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["José", None, ""], ["José", "", ""]),
        (pa.array(["José", None, "x" * 9_000], pa.large_string()), ["José", "", "x" * 9_000]),
        (pa.array(["Ana", "Bo", "Ana"]).dictionary_encode(), ["Ana", "Bo", "Ana"]),
        (pa.array(["Ana", None, "Ana"]).dictionary_encode(), ["Ana", "", "Ana"]),
        (pa.array([60601, None, -5], pa.int32()), ["60601", "", "-5"]),
        (pa.array([2**64 - 1, 0, 7], pa.uint64()), ["18446744073709551615", "0", "7"]),
        ([60601.0, None, 12.5], ["60601", "", "12.5"]),
        (pa.array([60601.0, float("nan"), 3.0], pa.float32()), ["60601", "", "3"]),
        ([Decimal("60601.00"), None, Decimal("12.50")], ["60601", "", "12.50"]),
        ([True, None, False], ["true", "", "false"]),
        (pa.nulls(3), ["", "", ""]),
    ],
)
def test_values_are_written_as_people_write_them(
    tmp_path: Path, values: Any, texts: list[str]
) -> None:
    delivered = _look(tmp_path, {"zip": values})

    place = delivered.layout.places["zip"]
    assert [fields[place] for _, fields in rows(delivered)] == texts


def test_no_text_is_mixed_up_with_that_of_another_column(tmp_path: Path) -> None:
    columns = {"city": ["", "Chicago", "日本"], "email": ["a", "", "é"], "username": ["", "", "u"]}

    delivered = _look(tmp_path, columns)

    places = [delivered.layout.places[name] for name in columns]
    found = [tuple(fields[place] for place in places) for _, fields in rows(delivered)]
    assert found == list(zip(*columns.values(), strict=True))


def test_a_row_with_a_fault_is_marked_alone(tmp_path: Path) -> None:
    broken = pa.array([b"ok", b"\xc3", b"\xa9", b"nu\0l", b"x" * MOST_BYTES]).view(pa.string())

    delivered = _look(tmp_path, {"email": broken})

    (chunk,) = delivered.chunks
    records = delivered.cut(chunk, *delivered.contents([chunk]))
    assert not records.all_utf8
    assert [records.is_utf8(row) for row in range(5)] == [True, False, False, True, True]
    assert records.is_ascii.tolist() == [True, False, False, True, True]
    assert records.has_nul.tolist() == [False, False, False, True, False]
    assert records.is_overlong.tolist() == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([b"raw", b"bytes"], "binary"),
        ([["a"], ["b"]], "list<"),
        ([{"a": 1}, {"a": 2}], "struct<"),
        (pa.array([0, 1], pa.date32()), "date32"),
    ],
)
def test_a_column_that_is_no_text_is_refused_by_name(
    tmp_path: Path, values: Any, kind: str
) -> None:
    with pytest.raises(Refusal, match=f'the column "city" is {kind}.*Deliver it as text'):
        _look(tmp_path, {"city": values})


def test_column_names_follow_the_same_rules_as_in_csv(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match='the column "a, b" is unknown'):
        _look(tmp_path, {"a, b": ["x"]})


def test_one_without_rows_has_no_chunks(tmp_path: Path) -> None:
    assert _look(tmp_path, {"email": pa.array([], pa.string())}).chunks == []


@pytest.mark.parametrize("damage", ["cut off", "turned over", "no end", "in the middle"])
def test_one_that_is_cut_off_or_damaged_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "list.parquet"
    _look(tmp_path, {"city": [f"City {n}" for n in range(9_000)]}, write_page_checksum=True)
    content = path.read_bytes()
    middle = len(content) // 2
    damaged = {
        "cut off": content[:middle],
        "turned over": b"PAR1" + content[::-1],
        "no end": content[:-4],
        "in the middle": content[:middle] + b"DAMAGED!" + content[middle + 8 :],
    }

    with pytest.raises(Refusal, match=r"list\.parquet is a Parquet file that was cut off or dam"):
        look(path, damaged[damage])
