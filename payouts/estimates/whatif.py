"""Pure: a class and a fund as somebody supposes them, for the simulator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from payouts.allocation.plan import Division, divide
from payouts.allocation.tranche import Group
from payouts.estimates.composition import Answer, Composition, Kind, kinds_of
from payouts.estimates.projection import apportioned, nearest
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.schema import Deduction, Fund, QuestionKind, Terms

MOST_TRAITS = 8  # each doubles the kinds


class NotSimulated(Refusal):
    """What was supposed cannot be: the sentence says why."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What comes out for these kinds and claims: as a run under the file's rounding, or why there
    is none; and as an estimate."""

    kinds: tuple[Kind, ...]
    claims: tuple[int, ...]
    run: Division | None
    refusal: str
    estimate: Division | None


def traits(terms: Terms) -> dict[str, tuple[str, ...]]:
    """Each yes or no that the plan reads, with the names that it decides together: a flag and the
    questions that it answers are one."""
    read = terms.read_by_plan
    found: dict[str, tuple[str, ...]] = {}
    for question in terms.questions:
        if question.key in read and question.kind is QuestionKind.BOOLEAN:
            flag = question.roster_flag if question.roster_flag in read else None
            name = flag or question.key
            found[name] = (*found.get(name, (flag,) if flag else ()), question.key)
    for name in (*terms.roster.flags, "paper"):
        if name in read:
            found.setdefault(name, (name,))
    return found


def share_of(composition: Composition, name: str) -> Fraction:
    """The share of the class for which a trait is true, as counted."""
    members = sum(
        (kind.count for kind in composition.kinds if kind.answers[name] is True), Fraction(0)
    )
    return members / composition.size


def with_deductions(terms: Terms, cents: Mapping[str, int]) -> Terms:
    """The terms with other deductions, by their keys.

    raises: NotSimulated where they leave less than fixed pools and the reserve need
    """
    deductions = tuple(
        Deduction(each.key, each.title, cents.get(each.key, each.cents))
        for each in terms.fund.deductions
    )
    fund = Fund(terms.fund.gross_cents, deductions)
    if fund.net_cents < 0:
        raise NotSimulated(
            f"The deductions come to {shown(fund.deducted_cents)}, more than the gross fund of"
            f" {shown(fund.gross_cents)}."
        )
    fixed_cents = sum(pool.amount_cents or 0 for pool in terms.pools)
    needed_cents = fixed_cents + terms.residual.reserve_cents
    if needed_cents > fund.net_cents:
        raise NotSimulated(
            f"The pools with an amount and the reserve need {shown(needed_cents)}, more than the"
            f" net fund of {shown(fund.net_cents)}."
        )
    return replace(terms, fund=fund)


def with_shares(
    terms: Terms, composition: Composition, shares: Mapping[str, Fraction]
) -> tuple[Kind, ...]:
    """The class with these shares of its traits, each independent of the others; what else the plan
    reads keeps its mix.

    shares: of every trait
    """
    by_trait = traits(terms)
    if len(by_trait) > MOST_TRAITS:
        raise NotSimulated(
            f"The plan reads {len(by_trait)} answers of yes or no, too many to suppose shares of."
            " Paste a scenario instead."
        )
    counted: list[tuple[Mapping[str, Answer], Fraction]] = []
    for values in product((False, True), repeat=len(by_trait)):
        chosen = dict(zip(by_trait, values, strict=True))
        weight = Fraction(composition.size)
        for name, value in chosen.items():
            weight *= shares[name] if value else 1 - shares[name]
        if weight:
            counted += _with_rest(terms, composition, _spread(by_trait, chosen), weight)
    return kinds_of(terms, counted)


def simulated(
    terms: Terms, kinds: Sequence[Kind], *, rate: Fraction, denied: Fraction = Fraction(0)
) -> Simulated:
    """Divide when `rate` of these members claim and `denied` of the claims are denied."""
    size = sum((kind.count for kind in kinds), Fraction(0))
    filed = nearest(size * rate)
    claims = apportioned(filed - nearest(filed * denied), [kind.count for kind in kinds])
    groups = [Group(count, kind.measured) for count, kind in zip(claims, kinds, strict=True)]
    run, refusal, estimate = both(terms, groups)
    return Simulated(tuple(kinds), tuple(claims), run, refusal, estimate)


def both(terms: Terms, groups: Sequence[Group]) -> tuple[Division | None, str, Division | None]:
    """The run or why it is refused, and the estimate."""
    refusal, run = "", None
    try:
        run = divide(terms, groups)
    except Refusal as refused:
        refusal = str(refused)
    try:
        return run, refusal, divide(terms, groups, estimate=True)
    except Refusal as refused:
        return run, refusal or str(refused), None


def _spread(by_trait: Mapping[str, Sequence[str]], chosen: Mapping[str, bool]) -> dict[str, bool]:
    return {name: chosen[trait] for trait, names in by_trait.items() for name in names}


def _with_rest(
    terms: Terms, composition: Composition, chosen: Mapping[str, bool], weight: Fraction
) -> Iterator[tuple[Mapping[str, Answer], Fraction]]:
    """Members with these traits, who answer everything else as such members do, as far as anything
    is known."""
    alike = [kind for kind in composition.kinds if _has(kind, chosen)] or [*composition.kinds]
    members = sum((kind.count for kind in alike), Fraction(0))
    if not members:
        yield {**_nothing(terms), **chosen}, weight
        return
    for kind in alike:
        yield {**kind.answers, **chosen}, weight * kind.count / members


def _has(kind: Kind, chosen: Mapping[str, bool]) -> bool:
    return all(kind.answers[name] is value for name, value in chosen.items())


def _nothing(terms: Terms) -> dict[str, Answer]:
    """Nothing answered: false, 0 or an empty text."""
    kinds = {question.key: question.kind for question in terms.questions}
    empty: dict[QuestionKind | None, Answer] = {
        QuestionKind.INTEGER: 0,
        QuestionKind.MONEY: "0.00",
        QuestionKind.CHOICE: "",
        QuestionKind.TEXT: "",
        QuestionKind.DATE: "",
    }
    return {name: empty.get(kinds.get(name), False) for name in terms.read_by_plan}
