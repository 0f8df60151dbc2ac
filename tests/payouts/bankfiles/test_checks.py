"""The check print file: what stands on each check, and what is refused."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles import checks
from payouts.bankfiles.checks import Check, Drawer, Unprintable
from payouts.bankfiles.totals import Totals

DRAWER = Drawer(routing="121042882", account="000123456789", first_number=1001)
JANE = Check(
    number=1001,
    payee="Jane Doe",
    amount_cents=16704,
    line1="12 Elm St.",
    line2="Apt 4, rear",
    city="Springfield",
    state="IL",
    zip="62701-1234",
    memo="7KQ2-9F4D-PX3",
    reference="PAY-0000000001",
)


def write(*rows: Check) -> bytes:
    return checks.write(rows, drawer=DRAWER, dated=date(2026, 11, 27), void_after=date(2027, 2, 25))


def test_a_row_carries_everything_the_printer_needs() -> None:
    (row,) = csv.DictReader(io.StringIO(write(JANE).decode()))

    assert row == {
        "check_number": "1001",
        "check_date": "11/27/2026",
        "void_after": "02/25/2027",
        "payee": "JANE DOE",
        "amount": "167.04",
        "amount_in_words": "One hundred sixty-seven and 04/100 dollars",
        "address_line_1": "12 ELM ST.",
        "address_line_2": "APT 4 REAR",
        "city": "SPRINGFIELD",
        "state": "IL",
        "zip": "62701-1234",
        "memo": "7KQ2-9F4D-PX3",
        "reference": "PAY-0000000001",
        "routing": "121042882",
        "account": "000123456789",
        "micr": "C00001001C A121042882A 000123456789C",
    }


def test_the_file_is_read_back_to_its_totals() -> None:
    both = write(JANE, replace(JANE, number=1002, amount_cents=1))

    assert checks.totals(both) == Totals(count=2, cents=16705)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([], "without checks"),
        ([replace(JANE, payee="龍")], "no letter"),
        ([replace(JANE, amount_cents=0)], "one cent"),
        ([replace(JANE, line1="")], "address"),
        ([JANE, JANE], "ascend"),
        ([replace(JANE, reference="=1+1")], "'=1"),
    ],
)
def test_what_cannot_be_printed_is_refused(rows: list[Check], fault: str) -> None:
    with pytest.raises(Unprintable, match=fault):
        write(*rows)


def test_figures_that_differ_from_words_are_found() -> None:
    with pytest.raises(ValueError, match="differ"):
        checks.totals(write(JANE).replace(b"167.04", b"967.04"))


@given(texts=st.fixed_dictionaries({k: st.text(max_size=40) for k in ("line2", "state", "zip")}))
def test_no_cell_of_any_file_starts_a_formula(texts: dict[str, Any]) -> None:
    data = write(replace(JANE, **texts)).decode()

    for row in csv.reader(io.StringIO(data, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
