"""ACH credits to claimants as a NACHA file: entries in, the exact bytes out. Pure.

One file holds one batch of class PPD. docs/formats/nacha.md has the layout and our choices.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from payouts.bankfiles.lettering import bank_text
from payouts.bankfiles.routing import is_routing

WIDTH = 94
BLOCK = 10  # lines
FRAME = 4  # lines of a file that are no entries: two headers, two controls
CREDITS_ONLY = 220
BATCH_NUMBER = 1
MOST_ENTRIES = 999_999
MOST_CENTS = 999_999_999_999  # a file or batch: $9,999,999,999.99
MOST_CENTS_OF_ENTRY = 9_999_999_999
NAME_WIDTH = 22
MODIFIERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"  # one a file, so 36 files a day for an origin

_ACCOUNT = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,15}[A-Z0-9])?", re.ASCII)
_REFERENCE = re.compile(r"[ -~]{1,15}")
_TRACE = re.compile(r"[0-9]{15}", re.ASCII)


class Unwritable(ValueError):
    """The entries cannot stand in a file; each fault says which and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Originator:
    """Who sends the file, and through which bank (the ODFI), as the bank prescribes it.

    destination: the routing number the file goes to; origin, company_id: 10 characters
    odfi:        the first 8 digits of the ODFI's routing number
    """

    destination: str
    destination_name: str
    origin: str
    origin_name: str
    company_name: str
    company_id: str
    description: str
    odfi: str


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment. reference: ours, up to 15 characters; trace: the ODFI's 8 digits and 7 more."""

    routing: str
    account: str
    savings: bool
    amount_cents: int
    reference: str
    name: str
    trace: str


def most_credits(*, line_limit: int) -> int:
    """How many entries fit a file of so many lines, the padding of its last block included.

    >>> most_credits(line_limit=10_000), most_credits(line_limit=19)
    (9996, 6)
    """
    return min(line_limit // BLOCK * BLOCK - FRAME, MOST_ENTRIES)


def write(
    credits: Iterable[Credit],
    *,
    sender: Originator,
    created_at: datetime,
    modifier: str,
    effective_on: date,
) -> bytes:
    """The file. The same arguments give the same bytes.

    credits:    by trace, ascending
    created_at: in the zone whose wall clock the file shows
    raises:     Unwritable with all faults: no entry, a wrong routing or account number, an
                amount out of range, a trace out of order, a total above the format's
    """
    lines: list[str] = []
    faults: list[str] = []
    hashed, total, last = 0, 0, ""
    for credit in credits:
        wrong = [*faults_of(credit), *_faults_of_trace(credit, sender=sender, after=last)]
        faults += [f"{credit.reference}: {fault}" for fault in wrong]
        lines.append(_entry(credit))
        hashed += int(credit.routing[:8]) if credit.routing.isdecimal() else 0
        total += credit.amount_cents
        last = credit.trace
    faults += _faults_of_whole(len(lines), total, modifier)
    if effective_on < created_at.date():
        faults.append("money cannot take effect before its file is made")
    if faults:
        raise Unwritable(faults)

    sums = f"{hashed % 10**10:010}{0:012}{total:012}"
    padded = -(len(lines) + FRAME) % BLOCK
    blocks = (len(lines) + FRAME + padded) // BLOCK
    whole = [
        _file_header(sender, created_at=created_at, modifier=modifier),
        _batch_header(sender, effective_on=effective_on),
        *lines,
        f"8{CREDITS_ONLY}{len(lines):06}{sums}{sender.company_id:10}{'':25}"
        f"{sender.odfi}{BATCH_NUMBER:07}",
        f"9{1:06}{blocks:06}{len(lines):08}{sums}{'':39}",
        *["9" * WIDTH] * padded,
    ]
    return _joined(whole)


def _entry(credit: Credit) -> str:
    code = 32 if credit.savings else 22
    # A name without one plain letter leaves our reference: the bank credits by the number.
    name = bank_text(credit.name, width=NAME_WIDTH) or credit.reference
    return (
        f"6{code}{credit.routing}{credit.account:17}{credit.amount_cents:010}"
        f"{credit.reference:15}{name:22}  0{credit.trace}"
    )


def _file_header(sender: Originator, *, created_at: datetime, modifier: str) -> str:
    return (
        f"101 {sender.destination}{sender.origin:>10}{created_at:%y%m%d%H%M}{modifier}"
        f"094{BLOCK}1{_fit(sender.destination_name, 23)}{_fit(sender.origin_name, 23)}{'':8}"
    )


def _batch_header(sender: Originator, *, effective_on: date) -> str:
    day = f"{effective_on:%y%m%d}"
    return (
        f"5{CREDITS_ONLY}{_fit(sender.company_name, 16)}{'':20}{sender.company_id:10}PPD"
        f"{_fit(sender.description, 10)}{day}{day}   1{sender.odfi}{BATCH_NUMBER:07}"
    )


def _fit(text: str, width: int) -> str:
    return f"{bank_text(text, width=width):{width}}"


def faults_of(credit: Credit) -> Iterable[str]:
    """Why this payment cannot stand in any file, whatever stands around it."""
    if not _REFERENCE.fullmatch(credit.reference):
        yield "a reference has 1 to 15 plain characters"
    if not is_routing(credit.routing):
        yield "the routing number's check digit is wrong, or it has not nine digits"
    if not _ACCOUNT.fullmatch(credit.account):
        yield "an account number has 1 to 17 digits, letters and hyphens"
    if not 0 < credit.amount_cents <= MOST_CENTS_OF_ENTRY:
        yield "an entry pays from one cent to $99,999,999.99"


def _faults_of_trace(credit: Credit, *, sender: Originator, after: str) -> Iterable[str]:
    if not (_TRACE.fullmatch(credit.trace) and credit.trace.startswith(sender.odfi)):
        yield "a trace is the ODFI's eight digits and seven more"
    elif credit.trace <= after:
        yield "traces must ascend"


def _faults_of_whole(count: int, total_cents: int, modifier: str) -> Iterable[str]:
    if not count:
        yield "a file without entries is not written"
    if count > MOST_ENTRIES:
        yield f"a batch has at most {MOST_ENTRIES:,} entries"
    if total_cents > MOST_CENTS:
        yield "a batch pays at most $9,999,999,999.99"
    if modifier not in MODIFIERS or len(modifier) != 1:
        yield "a file's modifier is one letter A to Z or digit"


def _joined(lines: Sequence[str]) -> bytes:
    wrong = [number for number, line in enumerate(lines, start=1) if len(line) != WIDTH]
    if wrong:
        raise Unwritable([f"lines {wrong[:5]} would not have {WIDTH} characters"])
    return ("\n".join(lines) + "\n").encode("ascii")
