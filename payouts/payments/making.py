"""One making of batches: what is due becomes payments, cut into files, written and sealed.

Everything happens in the caller's transaction, which holds the case's row: of two makers, the
second finds nothing due.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched, islice, repeat

from django.db.models import Max

from claims.filing import statements as filing
from claims.filing.services import contents_of_many
from payouts.allocation.models import Run
from payouts.bankfiles import nacha
from payouts.bankfiles import services as bankfiles
from payouts.bankfiles.holidays import banking_days_after
from payouts.payments import numbers, statements
from payouts.payments.models import Batch, NumberLine
from payouts.payments.payees import Payee, payee_of
from payouts.payments.rails import Rail, Stamp
from payouts.payments.slices import Slice, cut
from payouts.payments.statements import Line, Selection
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.money import dollars
from settlement.terms.calendar import local_day
from settlement.terms.schema import Terms

CLAIMS_AT_ONCE = 10_000  # claims locked by one statement


class Held(Exception):
    """Some payments can stand in no file. Nothing is kept; they are to be left out."""

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__(f"{len(faults)} payments cannot be written")
        self.faults = faults  # claim id -> why


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes batches from which run, when and by which order.

    held: claims to leave out; wrote: told the size of each file
    """

    run: Run
    terms: Terms
    by: User
    now: datetime
    order: str
    held: Sequence[int]
    wrote: Callable[[int], object]

    @property
    def today(self) -> date:
        return local_day(self.now, self.terms.case.zone)


@dataclass(frozen=True, slots=True)
class Planned:
    """A batch before it is written: its payments' places and numbers, and its file's modifier."""

    batch_id: int
    part: Slice
    line: NumberLine
    number: int
    modifier: str


def make(making: Making, rail: Rail) -> list[Batch]:
    """Pay by one rail what is due, or as much of it as fits today's files.

    raises: Held with every payment that no file can take; Refusal where a claim lost its
            approval meanwhile
    """
    numbers.lock(rail.series)  # before modifiers are counted: other cases may share the origin
    planned = _plan(making, rail)
    if not planned:
        return []
    _freeze(making, rail, planned)
    _pay(making, rail, planned)
    return _write(making, rail, planned)


def free_modifiers(rail: Rail, day: date) -> list[str] | None:
    """The file modifiers an origin has left on a day, in order; None where it needs none."""
    if not rail.origin:
        return None
    used = Batch.objects.filter(origin=rail.origin, file_on=day).values_list("modifier", flat=True)
    return [modifier for modifier in nacha.MODIFIERS if modifier not in {*used}]


def _plan(making: Making, rail: Rail) -> list[Planned]:
    modifiers = free_modifiers(rail, making.today)
    amounts = statements.due_amounts(_selection(making, rail, None))
    slices = cut(amounts, most=rail.most, most_cents=rail.most_cents)
    parts = [*islice(slices, None if modifiers is None else len(modifiers))]
    ids = statements.next_batch_ids(len(parts))
    return [
        Planned(batch_id, part, *numbers.take(rail.series, part.count), modifier)
        for batch_id, part, modifier in zip(ids, parts, modifiers or repeat(""), strict=False)
    ]


def _selection(making: Making, rail: Rail, planned: Sequence[Planned] | None) -> Selection:
    most = None if planned is None else sum(each.part.count for each in planned)
    return Selection(making.run.pk, rail.method, most, making.held)


def _freeze(making: Making, rail: Rail, planned: Sequence[Planned]) -> None:
    claims = statements.due_claims(_selection(making, rail, planned))
    for chunk in batched(claims, CLAIMS_AT_ONCE, strict=False):
        filing.freeze(settlement_id=making.run.settlement_id, claim_ids=[*chunk], now=making.now)


def _pay(making: Making, rail: Rail, planned: Sequence[Planned]) -> None:
    selection = _selection(making, rail, planned)
    paid = statements.pay(
        selection,
        settlement_id=making.run.settlement_id,
        batch_ids=[each.batch_id for each in planned],
        firsts=[each.part.first for each in planned],
        line_ids=[each.line.pk for each in planned],
        numbers=[each.number for each in planned],
        prefix=rail.series.prefix,
        digits=rail.series.digits,
    )
    if paid != selection.most:
        # Only frozen claims are paid, and only approved ones freeze.
        raise Refusal(
            "Some claims lost their approval while their payments were being made. Nothing was"
            " kept; look at the run again."
        )


def _write(making: Making, rail: Rail, planned: Sequence[Planned]) -> list[Batch]:
    batches: list[Batch] = []
    held: dict[int, str] = {}
    for each in planned:
        rows = _rows(making, each)
        faults = {line.claim_id: rail.faults(line, payee) for line, payee in rows}
        held |= {claim_id: "; ".join(found) for claim_id, found in faults.items() if found}
        if not held:
            batches.append(_write_one(making, rail, each, rows))
            making.wrote(each.part.count)
    if held:
        raise Held(held)
    return batches


def _rows(making: Making, planned: Planned) -> list[tuple[Line, Payee]]:
    """A batch's payments with their payees, opened from the claims, which are frozen."""
    lines = statements.lines_of(batch_id=planned.batch_id)
    contents = contents_of_many(
        settlement=making.run.settlement, claim_ids=[line.claim_id for line in lines]
    )
    return [(line, payee_of(contents[line.claim_id])) for line in lines]


def _write_one(
    making: Making, rail: Rail, planned: Planned, rows: Sequence[tuple[Line, Payee]]
) -> Batch:
    run, part = making.run, planned.part
    stamp = Stamp(
        created_at=making.now.astimezone(making.terms.case.zone),
        modifier=planned.modifier,
        effective_on=banking_days_after(making.today, rail.days_out),
    )
    data = rail.write(rows, stamp)
    number = _next_number(run)
    file = bankfiles.keep(
        settlement_id=run.settlement_id,
        batch_id=planned.batch_id,
        name=f"{making.terms.case.slug}-{number:04}.{rail.ending}",
        data=data,
        totals=rail.read(data),  # COMMIT refuses a batch that is not its file (0004_payments)
    )
    batch = Batch.objects.create(
        id=planned.batch_id,
        settlement_id=run.settlement_id,
        number=number,
        run=run,
        method=rail.method,
        payments_count=part.count,
        total_cents=part.cents,
        file_sha256=file.sha256,
        origin=rail.origin,
        file_on=making.today,
        modifier=stamp.modifier,
        effective_on=stamp.effective_on,
        order=making.order,
        created_at=making.now,
        made_by=making.by,
    )
    _record(batch, making.by)
    return batch


def _next_number(run: Run) -> int:
    batches = Batch.objects.filter(settlement_id=run.settlement_id)
    return (batches.aggregate(last=Max("number"))["last"] or 0) + 1


def _record(batch: Batch, by: User) -> None:
    """That it was made, and that its payees' details were opened for it."""
    audit.record(
        kind="batch.made",
        entity=batch.ENTITY,
        ref=batch.audit_ref,
        by=by,
        settlement_id=batch.settlement_id,
        why=batch.order,
        data={
            "payments": batch.payments_count,
            "total": dollars(batch.total_cents),
            "file_sha256": batch.file_sha256,
        },
    )
    audit.record(
        kind="claims.opened",
        entity=batch.ENTITY,
        ref=batch.audit_ref,
        by=by,
        settlement_id=batch.settlement_id,
        why="to write names and accounts into the batch's file",
        data={"claims": batch.payments_count},
    )
