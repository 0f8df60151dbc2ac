"""An invented class is the same for the same seed, and looks like a real one."""

import hashlib
from pathlib import Path

import numpy as np
import phonenumbers
import pyarrow.parquet as parquet
import pytest

from settlement.errors import Refusal
from settlement.identifiers import normalise, notice_ids, states
from settlement.synthetic import roster_file, synthetic
from settlement.synthetic.draws import Rows
from settlement.synthetic.synthetic import FAMILY, SyntheticClass

MANY = SyntheticClass(20_000)


@pytest.fixture(scope="module")
def people() -> list[dict[str, str | None]]:
    (block,) = MANY.blocks()
    found: list[dict[str, str | None]] = block.to_pylist()
    return found


def _bytes(path: Path, members: SyntheticClass) -> str:
    roster_file.write(path, members)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two, other = (
        _bytes(tmp_path / f"{n}.csv", SyntheticClass(1_000, seed=seed))
        for n, seed in enumerate((7, 7, 8))
    )

    assert one == two
    assert one != other


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_bytes_are_the_same_however_many_threads_make_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(synthetic, "BLOCK", 64)
    written: list[int] = []
    files = [tmp_path / f"{threads}{suffix}" for threads in (1, 2, 5)]
    for threads, path in zip((1, 2, 5), files, strict=True):
        roster_file.write(path, SyntheticClass(1_000), threads=threads, written=written.append)

    assert len({path.read_bytes() for path in files}) == 1
    assert sum(written) == 3 * 1_000
    assert len(written) > 3


def test_what_fails_in_a_thread_fails_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_members: SyntheticClass, _rows: Rows) -> None:
        raise MemoryError

    monkeypatch.setattr(SyntheticClass, "table", fails)

    with pytest.raises(MemoryError):
        roster_file.write(tmp_path / "list.csv", SyntheticClass(1_000))


def test_the_bytes_stay_what_they_were(tmp_path: Path) -> None:
    """Who published a figure for a seed can be checked years later."""
    path = tmp_path / "list.csv"
    roster_file.write(path, SyntheticClass(2))

    assert path.read_text() == (
        "member_ref,notice_id,confirmation_code,email,phone,username,first_name,last_name,"
        "line1,line2,city,state,zip,illinois_creator\n"
        "M000000001,3K35-9Y3D-MP86-KNNP,XH83W-KT378,amy.clark7919@sbcglobal.net,(201) 210-4729,"
        "mangorider7919,Amy,Clark,7788 Lincoln Ln,,Idaho Falls,ID,83451,false\n"
        "M000000002,2H34-QF62-F976-F42X,7M6WC-Q3HKC,kgardner_61811318@yahoo.com,8155306242,"
        "happygirl61811318,Kenneth,Gardner,4994 Johnson Pl,,Hartford,CT,06168,false\n"
    )


def test_a_member_is_the_same_alone_and_among_all(people: list[dict[str, str | None]]) -> None:
    rows = [19_999, 0, 777]

    assert MANY.table(np.array(rows)).to_pylist() == [people[row] for row in rows]


@pytest.mark.parametrize("column", ["member_ref", "notice_id", "email", "username"])
def test_what_belongs_to_one_member_belongs_to_no_other(
    people: list[dict[str, str | None]], column: str
) -> None:
    given = [person[column] for person in people if person[column]]

    assert len(set(given)) == len(given)


def test_a_phone_is_shared_in_families_alone(people: list[dict[str, str | None]]) -> None:
    of_phone: dict[str, list[int]] = {}
    for row, person in enumerate(people):
        of_phone.setdefault(normalise.phone(person["phone"] or ""), []).append(row)
    del of_phone[""]

    shared = [rows for rows in of_phone.values() if len(rows) > 1]
    assert shared
    assert all(rows == [rows[0], rows[0] + 1] for rows in shared)
    assert {rows[1] % FAMILY for rows in shared} == {FAMILY - 1}


def test_every_cell_could_be_a_real_one(people: list[dict[str, str | None]]) -> None:
    for person in people[:2_000]:
        cells = {name: cell or "" for name, cell in person.items()}
        assert notice_ids.is_notice_id(normalise.notice_id(cells["notice_id"]))
        assert notice_ids.is_code(normalise.code(cells["confirmation_code"]))
        assert cells["state"] in states.NAMES
        assert normalise.zip_code(cells["zip"]) == cells["zip"]
        assert normalise.family_name(cells["last_name"])
        assert normalise.first_initial(cells["first_name"])
        if cells["phone"]:
            number = phonenumbers.parse(cells["phone"], "US")
            assert phonenumbers.is_possible_number(number)
        if cells["email"]:
            assert normalise.email(cells["email"], fold_gmail=True)


@pytest.mark.parametrize(
    ("column", "share"), [("email", 0.93), ("phone", 0.86), ("username", 0.96), ("line2", 0.22)]
)
def test_not_every_member_has_everything(
    people: list[dict[str, str | None]], column: str, share: float
) -> None:
    has = sum(person[column] is not None for person in people) / len(people)

    assert has == pytest.approx(share, abs=0.01)


def test_flags_are_true_at_the_rate_that_was_asked_for() -> None:
    members = SyntheticClass(50_000, flag_rates={"illinois_creator": 0.0157, "early": 0.5})
    (block,) = members.blocks()
    values = block["illinois_creator"].to_pylist()

    assert values.count("true") / 50_000 == pytest.approx(0.0157, abs=0.002)
    assert values.count(None) / 50_000 == pytest.approx(0.01, abs=0.002)
    assert block["early"].to_pylist().count("true") / 50_000 == pytest.approx(0.495, abs=0.01)


def test_large_states_have_more_members_than_small_ones(
    people: list[dict[str, str | None]],
) -> None:
    of_state = [person["state"] for person in people]

    assert of_state.count("CA") > of_state.count("IL") > of_state.count("WY") > 0


def test_parquet_holds_the_same_members(tmp_path: Path) -> None:
    roster_file.write(tmp_path / "list.parquet", SyntheticClass(100))

    (block,) = SyntheticClass(100).blocks()
    assert parquet.read_table(tmp_path / "list.parquet").to_pylist() == block.to_pylist()


@pytest.mark.parametrize(("name", "members"), [("list.xlsx", 1), ("list.csv", 0)])
def test_what_cannot_be_written_is_refused(tmp_path: Path, name: str, members: int) -> None:
    with pytest.raises(Refusal):
        roster_file.write(tmp_path / name, SyntheticClass(members))

    assert not (tmp_path / name).exists()
