"""The NACHA writer: the sample byte for byte, every limit of the format, and whatever it is fed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles import nacha, nacha_reader
from payouts.bankfiles.nacha import Credit, Unwritable
from payouts.bankfiles.profile import parse
from payouts.bankfiles.routing import check_digit
from settlement.settings import BASE_DIR
from tests.make import DATA

SENDER = parse(
    (BASE_DIR / "settlements/banks/example.toml").read_text(), file_name="example.toml"
).ach.sender
JANE = Credit(
    routing="091000019",
    account="000123456789",
    savings=False,
    amount_cents=2784,
    reference="CLM-0000000001",
    name="Jane Q Doe",
    trace="121042880000001",
)
JOHN = Credit(
    routing="231380104",
    account="987654321",
    savings=True,
    amount_cents=16704,
    reference="CLM-0000000002",
    name="John P Public",
    trace="121042880000002",
)


def write(*credits: Credit, **changes: Any) -> bytes:
    frozen: dict[str, Any] = {
        "sender": SENDER,
        "created_at": datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        "modifier": "A",
        "effective_on": date(2026, 11, 24),
    }
    return nacha.write(credits, **(frozen | changes))


def test_the_sample_comes_out_byte_for_byte() -> None:
    assert write(JANE, JOHN) == (DATA / "sample.ach").read_bytes()


def test_a_file_without_entries_is_refused() -> None:
    with pytest.raises(Unwritable, match="without entries"):
        write()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José Núñez", "JOSE NUNEZ"),
        ("Wolfeschlegelsteinhausenbergerdorff", "WOLFESCHLEGELSTEINHAUS"),
        ("Łukasz Strauß", "LUKASZ STRAUSS"),
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
        ("-Anna", "ANNA"),
        ("李小龍", "CLM-0000000001"),  # nothing a bank takes: our reference stands instead
    ],
)
def test_names_are_folded_and_cut(name: str, written: str) -> None:
    (entry,) = nacha_reader.entries(write(replace(JANE, name=name)))

    assert entry.name == written


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"routing": "091000018"}, "check digit"),
        ({"routing": ""}, "check digit"),
        ({"account": "12 34"}, "account number"),
        ({"account": "1" * 18}, "account number"),
        ({"account": ""}, "account number"),
        ({"amount_cents": 0}, "one cent"),
        ({"amount_cents": 10_000_000_000}, r"\$99,999,999.99"),
        ({"reference": "CLM-00000000001X"}, "1 to 15"),
        ({"trace": "091000010000001"}, "ODFI"),
    ],
)
def test_an_entry_that_the_bank_would_refuse_is_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(Unwritable, match=fault):
        write(replace(JANE, **change))


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Unwritable) as refused:
        write(replace(JANE, routing="1"), replace(JOHN, amount_cents=-1, trace=JANE.trace))

    assert len(refused.value.faults) == 3


def test_a_file_pays_at_most_what_twelve_digits_hold() -> None:
    most = replace(JANE, amount_cents=nacha.MOST_CENTS_OF_ENTRY)
    full = [replace(most, trace=f"12104288{n:07}") for n in range(1, 101)]
    rest = nacha.MOST_CENTS - 100 * nacha.MOST_CENTS_OF_ENTRY
    exact = replace(JANE, amount_cents=rest, trace="121042880000101")

    assert nacha_reader.totals(write(*full, exact)).cents == 999_999_999_999
    with pytest.raises(Unwritable, match=r"\$9,999,999,999.99"):
        write(*full, replace(exact, amount_cents=rest + 1))


@pytest.mark.parametrize("count", [5, 6, 7, 16])
def test_the_last_block_of_ten_lines_is_filled_and_no_more(count: int) -> None:
    lines = write(*[replace(JANE, trace=f"12104288{n:07}") for n in range(count)]).split(b"\n")[:-1]

    assert len(lines) == -(-(count + 4) // 10) * 10


def test_as_many_credits_fit_as_the_line_limit_allows() -> None:
    most = nacha.most_credits(line_limit=40)
    credits = [replace(JANE, trace=f"12104288{n:07}") for n in range(most + 1)]

    assert write(*credits[:most]).count(b"\n") == 40
    assert write(*credits).count(b"\n") == 50


def test_a_modifier_is_one_of_thirty_six() -> None:
    assert len(set(nacha.MODIFIERS)) == 36
    with pytest.raises(Unwritable, match="modifier"):
        write(JANE, modifier="a")
    with pytest.raises(Unwritable, match="modifier"):
        write(JANE, modifier="AB")


def test_money_does_not_take_effect_before_its_file_is_made() -> None:
    with pytest.raises(Unwritable, match="take effect"):
        write(JANE, effective_on=date(2026, 11, 22))


routings = st.integers(1, 99_999_999).map(lambda n: f"{n:08}{check_digit(f'{n:08}')}")
rows = st.lists(
    st.tuples(
        routings,
        st.from_regex(r"[0-9]{1,17}", fullmatch=True),
        st.booleans(),
        st.integers(1, nacha.MOST_CENTS_OF_ENTRY),
        st.text(max_size=60),
    ),
    min_size=1,
    max_size=30,
)


@given(rows=rows, first=st.integers(0, 9_999_000))
def test_whatever_is_paid_the_file_agrees_with_itself_and_with_its_rows(
    rows: list[tuple[str, str, bool, int, str]], first: int
) -> None:
    credits = [
        Credit(
            routing=routing,
            account=account,
            savings=savings,
            amount_cents=cents,
            reference=f"PAY-{first + n:010}",
            name=name,
            trace=f"12104288{first + n:07}",
        )
        for n, (routing, account, savings, cents, name) in enumerate(rows)
    ]

    data = write(*credits)

    assert nacha_reader.totals(data).cents == sum(row[3] for row in rows)
    read = nacha_reader.entries(data)
    assert [(e.routing, e.account, e.code, e.cents) for e in read] == [
        (routing, account, "32" if savings else "22", cents)
        for routing, account, savings, cents, _name in rows
    ]
    assert all(entry.name and entry.name.isascii() for entry in read)
