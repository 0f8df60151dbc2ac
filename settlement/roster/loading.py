"""Load numbered chunks into a list that nobody sees yet: by several streams, then less twins."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event

from django.db import connection

from settlement.errors import Refusal
from settlement.roster import statements
from settlement.roster.copyin import fill
from settlement.roster.members import Recipe
from settlement.roster.numbering import Numbered, places, share_out
from settlement.roster.outcome import Outcome
from settlement.roster.partitions import ClassList, Part
from settlement.roster.rejects import Reject

LARGE = 200_000  # records from which on a second stream is worth its connection
GREATEST_NO = 2**31 - 1


class Stopped(Exception):
    """Another stream failed, so this one's work is not wanted any more."""


def load(
    made: ClassList,
    chunks: Sequence[Numbered],
    *,
    recipe: Recipe,
    streams: int | None,
    loaded: Callable[[int], None],
) -> Outcome:
    """Fill and assemble a list, and take from it who stands on it twice: the first one stays."""
    if not chunks:
        raise Refusal("There is no line below the column names, so there is no class list.")
    if chunks[-1].end_no > GREATEST_NO:
        raise Refusal("This case has used up its member numbers; it needs a new case.")
    records = sum(numbered.chunk.records for numbered in chunks)
    shares = share_out(chunks, streams=streams or (2 if records >= LARGE else 1))
    parts = [
        Part(made, place, first=share[0].first_no, end=share[-1].end_no)
        for place, share in enumerate(shares)
    ]
    outcome = Outcome(last_no=chunks[-1].end_no - 1)
    for of_part in _fill_all(parts, shares, recipe=recipe, loaded=loaded):
        outcome.add(of_part)
    made.assemble(parts)
    outcome.rejects += _twins(made, chunks)
    return outcome


def _fill_all(
    parts: Sequence[Part],
    shares: Sequence[Sequence[Numbered]],
    *,
    recipe: Recipe,
    loaded: Callable[[int], None],
) -> list[Outcome]:
    """Fill the parts: one in our own transaction, several in transactions of their own."""
    if len(parts) == 1:
        return [fill(parts[0], shares[0], recipe=recipe, loaded=loaded)]
    stop = Event()

    def loaded_unless_stopped(length: int) -> None:
        if stop.is_set():
            raise Stopped
        loaded(length)

    def stream(part: Part, share: Sequence[Numbered]) -> Outcome:
        try:
            return fill(part, share, recipe=recipe, loaded=loaded_unless_stopped)
        finally:
            connection.close()  # each thread has its own

    with ThreadPoolExecutor(len(parts)) as pool:
        futures = [pool.submit(stream, *work) for work in zip(parts, shares, strict=True)]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            failed = [future for future in done if future.exception()]
            return [future.result() for future in failed or futures]
        finally:
            stop.set()


def _twins(made: ClassList, chunks: Sequence[Numbered]) -> list[Reject]:
    twins = statements.duplicates(made)
    if not twins:
        return []
    statements.remove(made, member_nos=twins)
    firsts = {first_no for first_no, _ in twins.values()}
    where = places(twins.keys() | firsts, chunks)
    return [
        Reject(*where[member_no], f"{column} stands before in {_spoken(where[first_no])}")
        for member_no, (first_no, column) in twins.items()
    ]


def _spoken(place: tuple[str, int]) -> str:
    file, line = place
    return f"line {line} of {file}"
