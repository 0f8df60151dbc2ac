"""Pure: who the class is made of, as far as the plan asks: the answers that count, and how many
members give them. From the class list's flags, and for what the list does not know from the mix
of the claims filed so far.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from payouts.allocation.measures import Measured, effective, measure
from settlement.sealed import canonical
from settlement.terms.answers import Answers, Flags
from settlement.terms.schema import Question, Terms

type Answer = bool | int | str


@dataclass(frozen=True, slots=True)
class Filed:
    """So many claims with the same answers, of members with the same flags. count: a fraction where
    the claims are a sample that stands for all."""

    answers: Answers
    flags: Flags
    paper: bool
    count: Fraction


@dataclass(frozen=True, slots=True)
class Kind:
    """Members or claims whose answers count the same. answers: as they count (`effective`)."""

    answers: Mapping[str, Answer]
    count: Fraction
    measured: Measured


@dataclass(frozen=True, slots=True)
class Composition:
    """The class by kinds, the most frequent first.

    size:     members
    by_list:  whether `size` is the class list's, else the settlement file's
    by_mix:   names that the list does not decide for everybody: the mix of claims says it
    assumed:  names that neither says: for these members they count as not answered
    unknown:  names without which nothing can be said by kind; then there are no kinds
    """

    kinds: tuple[Kind, ...]
    size: int
    by_list: bool
    by_mix: frozenset[str]
    assumed: frozenset[str]
    unknown: frozenset[str]


def composed(
    terms: Terms, *, listed: Sequence[tuple[Flags, int]], filed: Sequence[Filed]
) -> Composition:
    """The class as the list has it, completed by the claims.

    listed: members with the same flags, and how many; empty where there is no list
    """
    size = sum(count for _flags, count in listed)
    parts = [
        _part(terms, flags, count, filed, by_list=bool(size))
        for flags, count in (listed if size else [({}, terms.case.class_size)])
        if count
    ]
    unknown = frozenset[str]().union(*(part.unknown for part in parts))
    members = [] if unknown else [member for part in parts for member in part.kinds]
    return Composition(
        kinds=kinds_of(terms, members),
        size=size or terms.case.class_size,
        by_list=bool(size),
        by_mix=frozenset[str]().union(*(part.by_mix for part in parts)),
        assumed=frozenset[str]().union(*(part.assumed for part in parts)),
        unknown=unknown,
    )


def of_claims(terms: Terms, filed: Sequence[Filed]) -> tuple[Kind, ...]:
    """The claims filed so far by kinds, as they are."""
    return kinds_of(
        terms,
        [
            (effective(terms, answers=each.answers, flags=each.flags, paper=each.paper), each.count)
            for each in filed
        ],
    )


def kinds_of(
    terms: Terms, counted: Sequence[tuple[Mapping[str, Answer], Fraction]]
) -> tuple[Kind, ...]:
    """Answers that count, and how many give them, as kinds; the most frequent first."""
    texts = sorted((canonical(dict(answers)), place) for place, (answers, _) in enumerate(counted))
    kinds = []
    for _text, same in groupby(texts, key=lambda each: each[0]):
        places = [place for _, place in same]
        answers = counted[places[0]][0]
        count = sum((counted[place][1] for place in places), Fraction(0))
        kinds.append(Kind(dict(answers), count, measured_of(terms, answers)))
    return tuple(sorted(kinds, key=lambda kind: -kind.count))


def measured_of(terms: Terms, answers: Mapping[str, Answer]) -> Measured:
    """What answers that count measure. A flag that counts as false may have been unknown, and then
    it does not decide its question; one that counts as true decided it."""
    flags = {name: True if answers.get(name) is True else None for name in terms.roster.flags}
    return measure(terms, answers=answers, flags=flags, paper=answers.get("paper") is True)


@dataclass(frozen=True, slots=True)
class _Part:
    kinds: Sequence[tuple[Mapping[str, Answer], Fraction]]
    by_mix: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


def _part(
    terms: Terms, flags: Flags, count: int, filed: Sequence[Filed], *, by_list: bool
) -> _Part:
    """Members with the same flags, by their kinds."""
    left_open = frozenset(_left_open(terms, flags, by_list=by_list))
    alone = [(effective(terms, answers={}, flags=flags), Fraction(count))]
    if not left_open:
        return _Part(alone)
    if filed:
        return _Part(_mixed(terms, flags, count, filed, by_list=by_list), by_mix=left_open)
    if by_list and left_open <= _decided_by_list(terms) | {"paper"}:
        return _Part(alone, assumed=left_open)
    return _Part([], unknown=left_open)


def _left_open(terms: Terms, flags: Flags, *, by_list: bool) -> Iterator[str]:
    """What the plan reads and these flags do not say."""
    for name in terms.read_by_plan:
        question = _question(terms, name)
        if question is not None and question.roster_flag is not None:
            said = flags.get(question.roster_flag) is not None
        else:
            said = by_list and question is None and name != "paper"  # an unknown flag is false
        if not said:
            yield name


def _decided_by_list(terms: Terms) -> frozenset[str]:
    return frozenset(each.key for each in terms.questions if each.roster_flag is not None)


def _question(terms: Terms, name: str) -> Question | None:
    return next((each for each in terms.questions if each.key == name), None)


def _mixed(
    terms: Terms, flags: Flags, count: int, filed: Sequence[Filed], *, by_list: bool
) -> list[tuple[Mapping[str, Answer], Fraction]]:
    """Members who answer as the claims of such members did; where there are none, as all did."""
    alike = [each for each in filed if by_list and each.flags == flags] or filed
    claims = sum((each.count for each in alike), Fraction(0))
    return [
        (
            effective(
                terms,
                answers=each.answers,
                flags=flags if by_list else each.flags,
                paper=each.paper,
            ),
            count * each.count / claims,
        )
        for each in alike
    ]
