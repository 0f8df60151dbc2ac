"""From the approved claims to a run's own measures, shares and snapshot."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from payouts.allocation import statements
from payouts.allocation.measures import Measured, effective, measure
from payouts.allocation.models import Outcome, Run, RunKind
from payouts.allocation.plan import Division, Later, divide
from payouts.allocation.statements import MeasureRow, ShareRow
from payouts.allocation.tranche import Group, TrancheResult
from settlement.errors import Refusal
from settlement.identifiers import flags as roster_flags
from settlement.sealed import canonical
from settlement.terms.outcomes import POINT_UNITS
from settlement.terms.schema import Terms

CENTS = 100  # of a dollar
type Key = tuple[bytes, bytes]  # of a measure: its answers, and what counts against its claims


@dataclass(frozen=True, slots=True)
class Measures:
    """The distinct effective answers of all claims in their canonical order: place 0 is measure 1.

    In a later distribution also what counts against them is a part of a measure: `group.prior`.

    numbers: for each text that the claims were grouped by, the number of its measure
    """

    answers: Sequence[Mapping[str, Any]]
    groups: Sequence[Group]
    numbers: Mapping[str, int]

    @property
    def claims(self) -> int:
        return sum(group.claims for group in self.groups)


def measures_of(terms: Terms, *, run: Run) -> Measures:
    """Look at the claims that take part and evaluate each distinct set of effective answers once:
    the approved ones, or in a later distribution those of them that entered it."""
    return _grouped(terms, _looked_at(terms, run))


def _looked_at(terms: Terms, run: Run) -> list[tuple[str, int]]:
    read = terms.read_by_plan
    flags = bits_that_matter(terms)
    unread = [question.key for question in terms.questions if question.key not in read]
    if run.kind == RunKind.FIRST:
        return statements.look_at_approved(
            settlement_id=run.settlement_id, flags=flags, paper="paper" in read, unread=unread
        )
    return statements.look_at_entrants(
        run_id=run.pk,
        settlement_id=run.settlement_id,
        flags=flags,
        paper="paper" in read,
        unread=unread,
    )


def _grouped(terms: Terms, answered: Iterable[tuple[str, int]]) -> Measures:
    keys: dict[str, Key] = {}
    claims: Counter[Key] = Counter()
    measured: dict[bytes, Measured] = {}
    for text, count in answered:
        answers, _line, counted = text.partition("\n")
        claim = unpacked(answers, terms)
        effectively = canonical(effective(terms, **claim))
        key = keys[text] = (effectively, canonical(json.loads(counted or "{}")))
        claims[key] += count
        if effectively not in measured:
            measured[effectively] = measure(terms, **claim)
    ordered = sorted(claims)
    number = {key: place for place, key in enumerate(ordered, start=1)}
    return Measures(
        answers=[json.loads(answers) for answers, _counted in ordered],
        groups=[Group(claims[key], measured[key[0]], json.loads(key[1])) for key in ordered],
        numbers={text: number[key] for text, key in keys.items()},
    )


def bits_that_matter(terms: Terms) -> int:
    """The flags that the plan reads, itself or by a question which they decide."""
    read = terms.read_by_plan
    deciding = {each.roster_flag for each in terms.questions if each.key in read}
    names = terms.roster.flags
    matter = [name in read or name in deciding for name in names]
    both_bits = 0b11
    bits = sum(both_bits << 2 * place for place, matters in enumerate(matter) if matters)
    return bits - (1 << 32) if bits >> 31 else bits


def unpacked(text: str, terms: Terms) -> dict[str, Any]:
    """What statements.ANSWERED_AS packed into one text."""
    flags, paper, answers = text.split(" ", 2)
    return {
        "answers": json.loads(answers),
        "flags": roster_flags.decode(int(flags), names=terms.roster.flags),
        "paper": paper == "1",
    }


def divided(terms: Terms, measures: Measures, *, later: Later | None = None) -> Division | Refusal:
    """The division of the money among these measures, or why there is none."""
    try:
        return divide(terms, measures.groups, later=later)
    except Refusal as refusal:
        return refusal


def freeze(terms: Terms, *, run_id: int, measures: Measures, division: Division) -> None:
    """Write what the run freezes: the claims looked at, their measures and each one's shares."""
    statements.freeze_looked_at(run_id=run_id, measures=measures.numbers.items())
    statements.write_measures(run_id=run_id, measures=_measure_rows(measures, division))
    per = _units_per(terms)
    for name, tranche in division.tranches.items():
        until = _cut_off(run_id, tranche)
        rows = _share_rows(name, tranche, measures, per=per[name], until=until)
        statements.write_shares(run_id=run_id, shares=rows)


def _measure_rows(measures: Measures, division: Division) -> Iterator[MeasureRow]:
    tranches = division.tranches.values()
    for place, (answers, group) in enumerate(zip(measures.answers, measures.groups, strict=True)):
        yield MeasureRow(
            number=place + 1,
            answers=dict(answers),
            counted=dict(group.prior),
            claims=group.claims,
            reason=group.measured.reason,
            cents=sum(tranche.cents.get(place, 0) for tranche in tranches),
        )


def _cut_off(run_id: int, tranche: TrancheResult) -> str:
    if tranche.cut is None:
        return ""
    numbers = [place + 1 for place in tranche.cut.groups]
    return statements.cut_off(run_id=run_id, measures=numbers, cents=tranche.cut.cents)


def _share_rows(
    name: str, tranche: TrancheResult, measures: Measures, *, per: int, until: str
) -> Iterator[ShareRow]:
    cut = {*tranche.cut.groups} if tranche.cut else set()
    for place, group in enumerate(measures.groups):
        if name in group.measured.units:
            yield ShareRow(
                measure=place + 1,
                tranche=name,
                points=Decimal(group.measured.units[name]) / per,
                counted=group.prior.get(name, 0),
                outcome=_outcome(place, tranche),
                cents=tranche.cents.get(place, 0),
                extra_until=until if place in cut else "",
            )


def _outcome(place: int, tranche: TrancheResult) -> Outcome:
    if place in tranche.dropped:
        return Outcome.DROPPED
    return Outcome.CAPPED if place in tranche.capped else Outcome.PLAIN


def _units_per(terms: Terms) -> dict[str, int]:
    """For each tranche how many units make a point, or a dollar where it has targets."""
    return {
        f"{pool.key}.{tranche.key}": POINT_UNITS if tranche.amount is None else CENTS
        for pool in terms.pools
        for tranche in pool.tranches
    }
