"""Checks to print: one CSV row a check, letter fields and MICR line; and its reader. Pure.

The print vendor's machine reads the file, and persons open it. So text is reduced to letters that
can start no spreadsheet formula (`bank_text`); a cell that could is refused, never quietly changed.
docs/formats/check-print.md has the columns.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from payouts.bankfiles.amount_words import in_words
from payouts.bankfiles.lettering import bank_text
from payouts.bankfiles.totals import Totals
from settlement.money import cents_of, dollars

COLUMNS = (
    "check_number",
    "check_date",
    "void_after",
    "payee",
    "amount",
    "amount_in_words",
    "address_line_1",
    "address_line_2",
    "city",
    "state",
    "zip",
    "memo",
    "reference",
    "routing",
    "account",
    "micr",
)
MICR_NUMBER_WIDTH = 8
MOST_CENTS = 9_999_999_999  # a check: $99,999,999.99, the amount field of a MICR line
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Unprintable(ValueError):
    """The rows cannot stand in a file; each fault says which and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Drawer:
    """The account the checks are drawn on. first_number: of its first check ever."""

    routing: str
    account: str
    first_number: int


@dataclass(frozen=True, slots=True)
class Check:
    """One check. reference: ours, the payment's; memo: what the payee knows, the claim's number."""

    number: int
    payee: str
    amount_cents: int
    line1: str
    line2: str
    city: str
    state: str
    zip: str
    memo: str
    reference: str


def write(checks: Iterable[Check], *, drawer: Drawer, dated: date, void_after: date) -> bytes:
    """The file. The same arguments give the same bytes.

    raises: Unprintable with all faults: no check, no payee, an amount out of range, no address,
            a number that does not ascend
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    faults: list[str] = []
    last = 0
    for check in checks:
        wrong = [*faults_of(check), *_faults_of_number(check, after=last)]
        last = check.number
        if not wrong:
            row = _row(check, drawer=drawer, dated=dated, void_after=void_after)
            wrong = [f"a cell must not begin like {cell!r}" for cell in row if _dangerous(cell)]
            writer.writerow(row)
        faults += [f"{check.reference}: {fault}" for fault in wrong]
    if not last and not faults:
        faults.append("a file without checks is not written")
    if faults:
        raise Unprintable(faults)
    return file.getvalue().encode("ascii")


def totals(data: bytes) -> Totals:
    """Count and sum of a print file's checks, read back from its cells.

    raises: ValueError where the file is not one of ours, or figures and words differ
    """
    count = cents = 0
    reader = csv.DictReader(io.StringIO(data.decode("ascii"), newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError("the print file has other columns")
    for row in reader:
        amount_cents = cents_of(row["amount"])
        if row["amount_in_words"] != in_words(amount_cents):
            raise ValueError(f"check {row['check_number']}: figures and words differ")
        count += 1
        cents += amount_cents
    return Totals(count=count, cents=cents)


def _row(check: Check, *, drawer: Drawer, dated: date, void_after: date) -> list[str]:
    number = f"{check.number:0{MICR_NUMBER_WIDTH}}"
    return [
        str(check.number),
        f"{dated:%m/%d/%Y}",
        f"{void_after:%m/%d/%Y}",
        bank_text(check.payee),
        dollars(check.amount_cents),
        in_words(check.amount_cents),
        bank_text(check.line1),
        bank_text(check.line2),
        bank_text(check.city),
        bank_text(check.state),
        bank_text(check.zip),
        bank_text(check.memo),
        check.reference,
        drawer.routing,
        drawer.account,
        # As the E-13B keyboards of print vendors name the symbols: C on-us, A transit.
        f"C{number}C A{drawer.routing}A {drawer.account}C",
    ]


def faults_of(check: Check) -> Iterable[str]:
    """Why this payment cannot be printed, whatever is printed around it."""
    if not bank_text(check.payee):
        yield "the payee's name has no letter that a bank takes"
    if not 0 < check.amount_cents <= MOST_CENTS:
        yield "a check pays from one cent to $99,999,999.99"
    if not (bank_text(check.line1) and bank_text(check.city)):
        yield "a check needs an address to be posted to"


def _faults_of_number(check: Check, *, after: int) -> Iterable[str]:
    if not after < check.number < 10**MICR_NUMBER_WIDTH:
        yield f"check numbers must ascend, with at most {MICR_NUMBER_WIDTH} digits"


def _dangerous(cell: str) -> bool:
    return cell.startswith(_FORMULA_STARTS)
