"""Reads a NACHA file of credits back and adds it up, knowing nothing of how it was written. Pure.

Every file is read so before it is stored: what the bank would refuse never leaves the house.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from payouts.bankfiles.totals import Totals

WIDTH, BLOCK = 94, 10
CREDIT_CODES = {"22", "32"}
ABA_WEIGHTS = (3, 7, 1) * 3


class Unbalanced(ValueError):
    """The file contradicts itself or the format; str() lists each fault."""


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What stands in one entry, cut out of its line by position."""

    code: str
    routing: str
    account: str
    cents: int
    reference: str
    name: str
    trace: str


def totals(data: bytes) -> Totals:
    """Count and sum of the file's payments, once every control in it agrees with them.

    raises: Unbalanced
    """
    lines = _lines(data)
    entries = [_entry(line) for line in lines if line.startswith("6")]
    faults = [*_faults_of_frame(lines, len(entries)), *_faults_of_entries(entries)]
    if not faults:
        faults = [*_faults_of_controls(lines, entries)]
    if faults:
        raise Unbalanced("\n".join(faults))
    return Totals(count=len(entries), cents=sum(entry.cents for entry in entries))


def entries(data: bytes) -> list[ReadEntry]:
    """The file's payments in its order."""
    return [_entry(line) for line in _lines(data) if line.startswith("6")]


def _lines(data: bytes) -> list[str]:
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise Unbalanced("the file holds characters that are not ASCII") from None
    lines = text.removesuffix("\n").split("\n")
    if any(len(line) != WIDTH for line in lines):
        raise Unbalanced(f"a line has not {WIDTH} characters")
    return lines


def _entry(line: str) -> ReadEntry:
    try:
        cents = int(line[29:39])
    except ValueError:
        raise Unbalanced("an entry's amount is no number") from None
    return ReadEntry(
        code=line[1:3],
        routing=line[3:12],
        account=line[12:29].rstrip(),
        cents=cents,
        reference=line[39:54].rstrip(),
        name=line[54:76].rstrip(),
        trace=line[79:94],
    )


def _faults_of_frame(lines: Sequence[str], count: int) -> Iterator[str]:
    kinds = "".join(line[0] for line in lines)
    if len(lines) % BLOCK:
        yield "the file does not fill its last block of ten lines"
    if not count:
        yield "the file has no entry"
    padding = len(lines) - count - 4
    if kinds != f"15{'6' * count}89{'9' * padding}":
        yield "the records do not stand in the order header, entries, control, padding"
    elif any(set(line) != {"9"} for line in lines[count + 4 :]):
        yield "the padding is not all nines"


def _faults_of_entries(entries: Sequence[ReadEntry]) -> Iterator[str]:
    if any(entry.code not in CREDIT_CODES for entry in entries):
        yield "an entry is no credit to a checking or savings account"
    if any(not entry.routing.isdecimal() or _weighted(entry.routing) % 10 for entry in entries):
        yield "a routing number's check digit is wrong"
    traces = [entry.trace for entry in entries]
    if any(later <= earlier for earlier, later in pairwise(traces)):
        yield "the traces do not ascend"


def _faults_of_controls(lines: Sequence[str], entries: Sequence[ReadEntry]) -> Iterator[str]:
    header, batch, whole = lines[1], lines[len(entries) + 2], lines[len(entries) + 3]
    hashed = sum(int(entry.routing[:8]) for entry in entries) % 10**10
    sums = f"{hashed:010d}{0:012d}{sum(entry.cents for entry in entries):012d}"
    if batch[4:10] != f"{len(entries):06d}" or whole[13:21] != f"{len(entries):08d}":
        yield "a control counts other entries than the file has"
    if batch[10:44] != sums or whole[21:55] != sums:
        yield "a control's hash or sum is not that of the entries"
    if whole[1:13] != f"{1:06d}{len(lines) // BLOCK:06d}":
        yield "the file control counts other batches or blocks than the file has"
    if (batch[1:4], batch[44:54], batch[79:94]) != (header[1:4], header[40:50], header[79:94]):
        yield "batch header and batch control name different batches"


def _weighted(routing: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(ABA_WEIGHTS, routing, strict=True))
