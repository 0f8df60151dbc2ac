"""From the approved claims to a run's own measures, shares and snapshot, and their hash."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from payouts.allocation import statements
from payouts.allocation.measures import Measured, effective, measure
from payouts.allocation.plan import Division, divide
from payouts.allocation.statements import MeasureRow, ShareRow
from payouts.allocation.tranche import Group, TrancheResult
from settlement.errors import Refusal
from settlement.identifiers import flags as roster_flags
from settlement.sealed import canonical
from settlement.terms.outcomes import POINT_UNITS
from settlement.terms.schema import Terms


@dataclass(frozen=True, slots=True)
class Measures:
    """The distinct effective answers of all claims in their canonical order: place 0 is measure 1.

    numbers: for each text that the claims were grouped by, the number of its measure
    """

    answers: Sequence[Mapping[str, Any]]
    groups: Sequence[Group]
    numbers: Mapping[str, int]

    @property
    def claims(self) -> int:
        return sum(group.claims for group in self.groups)


def measures_of(terms: Terms, *, settlement_id: int) -> Measures:
    """Look at the approved claims and evaluate each distinct set of effective answers once."""
    read = terms.read_by_plan
    answered = statements.look_at_approved(
        settlement_id=settlement_id,
        flags=bits_that_matter(terms),
        paper="paper" in read,
        unread=[question.key for question in terms.questions if question.key not in read],
    )
    keys: dict[str, bytes] = {}
    claims: Counter[bytes] = Counter()
    measured: dict[bytes, Measured] = {}
    for text, count in answered:
        claim = unpacked(text, terms)
        key = keys[text] = canonical(effective(terms, **claim))
        claims[key] += count
        if key not in measured:
            measured[key] = measure(terms, **claim)
    ordered = sorted(measured)
    number = {key: place for place, key in enumerate(ordered, start=1)}
    return Measures(
        answers=[json.loads(key) for key in ordered],
        groups=[Group(claims[key], measured[key]) for key in ordered],
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


def divided(terms: Terms, measures: Measures) -> Division | Refusal:
    """The division of the net fund among these measures, or why there is none."""
    try:
        return divide(terms, measures.groups)
    except Refusal as refusal:
        return refusal


def freeze(*, run_id: int, measures: Measures, division: Division) -> None:
    """Write what the run freezes: the claims looked at, their measures and each one's shares."""
    statements.freeze_looked_at(run_id=run_id, measures=measures.numbers.items())
    statements.write_measures(run_id=run_id, measures=_measure_rows(measures, division))
    for name, tranche in division.tranches.items():
        until = _cut_off(run_id, tranche)
        statements.write_shares(
            run_id=run_id, shares=_share_rows(name, tranche, measures, until=until)
        )


def _measure_rows(measures: Measures, division: Division) -> Iterator[MeasureRow]:
    tranches = division.tranches.values()
    for place, (answers, group) in enumerate(zip(measures.answers, measures.groups, strict=True)):
        yield MeasureRow(
            number=place + 1,
            answers=dict(answers),
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
    name: str, tranche: TrancheResult, measures: Measures, *, until: str
) -> Iterator[ShareRow]:
    cut = {*tranche.cut.groups} if tranche.cut else set()
    for place, cents in tranche.cents.items():
        yield ShareRow(
            measure=place + 1,
            tranche=name,
            points=Decimal(measures.groups[place].measured.units[name]) / POINT_UNITS,
            cents=cents,
            extra_until=until if place in cut else "",
        )


def snapshot_sha256(
    *, run_id: int, slug: str, terms_sha256: str, distribution: int, measures: Measures
) -> str:
    """The SHA-256 of what was frozen; docs/algorithms/allocation.md states the text."""
    digest = sha256(
        f"prorata snapshot 1\nsettlement\t{slug}\nterms\t{terms_sha256}\n"
        f"distribution\t{distribution}\n".encode()
    )
    heads = _measure_lines(measures)
    under = 0
    for measure_number, claim_numbers in statements.claim_lines(run_id=run_id):
        if measure_number != under:  # each has claims, so each comes
            under = measure_number
            digest.update(next(heads))
        digest.update(f"{claim_numbers}\n".encode())
    return digest.hexdigest()


def _measure_lines(measures: Measures) -> Iterator[bytes]:
    numbered = enumerate(zip(measures.answers, measures.groups, strict=True), start=1)
    for number, (answers, group) in numbered:
        yield f"measure\t{number}\t{group.claims}\t".encode() + canonical(answers) + b"\n"
