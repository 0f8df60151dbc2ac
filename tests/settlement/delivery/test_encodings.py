"""A class list is read in the encoding it is in, and refused where that cannot be known."""

import codecs
from pathlib import Path

import pytest

from settlement.delivery import lookthrough
from settlement.delivery.delivery import Delivery
from settlement.errors import Refusal
from tests.settlement.delivery.delivered import HEADER, look, rows

NAMES = ["José", "Núñez", "Łukasz", "日本", "Ana", "😀"]  # the last: a pair in UTF-16
WESTERN = ["José", "Núñez", "Müller", "Ana", "O\u2019Neill", "Žofia", "Œuvre"]


@pytest.fixture(autouse=True)
def small_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookthrough, "READ_BYTES", 64)


def _list(names: list[str]) -> str:
    return HEADER + "".join(f"{name} {n},a@example.org,\n" for n, name in enumerate(names))


def _refs(delivered: Delivery) -> list[str]:
    return [fields[0] for _, fields in rows(delivered)]


def _is_read(path: Path, content: bytes, names: list[str], form: str) -> None:
    delivered = look(path, content)

    assert delivered.form == form
    assert _refs(delivered) == [f"{name} {n}" for n, name in enumerate(names)]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_utf8_with_its_mark_or_without(tmp_path: Path, mark: bytes) -> None:
    _is_read(tmp_path / "list.csv", mark + _list(NAMES * 9).encode(), NAMES * 9, "CSV in UTF-8")


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("order", ["LE", "BE"])
def test_utf16_in_both_orders_with_its_mark_or_without(
    tmp_path: Path, order: str, mark: bool
) -> None:
    text = "\ufeff" * mark + _list(NAMES * 9)
    content = text.encode(f"utf-16-{order}")

    _is_read(tmp_path / "list.csv", content, NAMES * 9, f"CSV in UTF-16 {order}")


def test_half_a_pair_in_utf16_costs_its_own_line_alone(tmp_path: Path) -> None:
    wrong = (HEADER + "A1\ud83d,,\nA2,,\n").encode("utf-16-le", "surrogatepass")

    delivered = look(tmp_path / "list.csv", wrong)

    (chunk,) = delivered.chunks
    records = delivered.cut(chunk, *delivered.contents([chunk]))
    assert [records.is_utf8(row) for row in range(2)] == [False, True]


def test_utf16_that_ends_in_the_middle_of_a_letter_was_cut_off(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"list\.csv ends in the middle of a letter"):
        look(tmp_path / "list.csv", _list(NAMES).encode("utf-16")[:-1])


def test_windows_1252_is_known_by_all_accents_of_the_file(tmp_path: Path) -> None:
    names = ["Ana"] * 500 + WESTERN * 20

    _is_read(tmp_path / "list.csv", _list(names).encode("cp1252"), names, "CSV in Windows-1252")


def test_column_names_may_have_accents_too(tmp_path: Path) -> None:
    text = _list(WESTERN * 20).replace("email", "correo_electrónico")
    path = tmp_path / "list.csv"

    for encoding in ("utf-8", "cp1252", "utf-16"):
        with pytest.raises(Refusal, match='the column "correo_electrónico" is unknown'):
            look(path, text.encode(encoding))


def test_a_byte_that_windows_1252_does_not_know_costs_its_own_line_alone(tmp_path: Path) -> None:
    content = _list(WESTERN * 20).encode("cp1252") + b"A\x81,,\n"

    delivered = look(tmp_path / "list.csv", content)

    (chunk,) = delivered.chunks
    records = delivered.cut(chunk, *delivered.contents([chunk]))
    assert [row for row in range(len(records)) if not records.is_utf8(row)] == [140]


def test_a_line_that_is_longer_in_utf8_than_any_may_be_is_marked(tmp_path: Path) -> None:
    content = _list(WESTERN * 20).encode("cp1252") + b"A," + b"a\xe9" * 16_000 + b",\n"

    delivered = look(tmp_path / "list.csv", content)

    (chunk,) = delivered.chunks
    records = delivered.cut(chunk, *delivered.contents([chunk]))
    assert records.is_overlong.nonzero()[0].tolist() == [140]


@pytest.mark.parametrize("place", [0, 25, 50])
def test_one_right_accent_and_the_file_is_utf8(tmp_path: Path, place: int) -> None:
    """What is wrong in it is rejected line by line, and nothing is read as something else."""
    lines = ["A,José,\n".encode("cp1252")] * 50
    lines.insert(place, "A,José,\n".encode())

    delivered = look(tmp_path / "list.csv", HEADER.encode() + b"".join(lines))

    (chunk,) = delivered.chunks
    records = delivered.cut(chunk, *delivered.contents([chunk]))
    assert delivered.form == "CSV in UTF-8"
    assert [row for row in range(51) if records.is_utf8(row)] == [place]


def test_a_few_wrong_bytes_are_slips_and_make_no_other_encoding(tmp_path: Path) -> None:
    delivered = look(tmp_path / "list.csv", HEADER.encode() + b"Jos\xe9,,\n" * 19)

    assert delivered.form == "CSV in UTF-8"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("mac-roman", "José García"),
        ("cp850", "José Núñez"),
        ("cp1251", "Иван"),
        ("shift-jis", "田中"),
    ],
)
def test_a_third_encoding_is_refused_for_names_would_come_out_wrong(
    tmp_path: Path, encoding: str, name: str
) -> None:
    with pytest.raises(Refusal, match=r"list\.csv is neither UTF-8 nor UTF-16 nor Windows-1252"):
        look(tmp_path / "list.csv", _list([name] * 30).encode(encoding))
