"""Pure: what a typed text counts for: which of the texts that the plan compares it with it is.

Any other text, which may be a name or an address, is the same to the plan as the next, so it
counts as "other" and stands in no measure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from settlement.terms.schema import QuestionKind, Terms
from settlement.terms.tree import Value

OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Compared:
    """Of the questions that are answered by a text.

    known:    for each the texts that the plan tells apart; of one that it does not read "" alone
    together: those that the plan compares with one another; they know the same texts
    """

    known: Mapping[str, frozenset[str]]
    together: frozenset[str]


def known_texts(terms: Terms) -> Mapping[str, frozenset[str]]:
    """For each question that is answered by a text the texts that the plan tells apart, and ""."""
    return _compared(terms).known


def told_apart(terms: Terms, values: Mapping[str, Value]) -> dict[str, Value]:
    """What the texts among these values count for, by their questions.

    A text that the plan does not name is "other". Of questions that it compares with one another
    it is kept whether they have the same text: a second one is "other 2". Where the plan itself
    names such a word, the next is taken.
    """
    compared = _compared(terms)
    together: dict[Value, str] = {}
    counting: dict[str, Value] = {}
    for name in sorted(compared.known):
        value = values[name]
        if value not in compared.known[name]:
            others = together if name in compared.together else {}
            value = others.setdefault(value, _next_other(compared.known[name], len(others)))
        counting[name] = value
    return counting


def _next_other(known: frozenset[str], taken: int) -> str:
    free = (word for word in _others() if word not in known)
    return next(word for place, word in enumerate(free) if place == taken)


def _others() -> Iterator[str]:
    yield OTHER
    yield from (f"{OTHER} {number}" for number in count(2))


def _compared(terms: Terms) -> _Compared:
    typed = {each.key for each in terms.questions if each.kind is QuestionKind.TEXT}
    if not typed:
        return _Compared({}, frozenset())
    known = {name: frozenset({""}) for name in typed}
    together: set[str] = set()
    choices = _choices(terms)
    sides = [pair for expression in terms.plan for pair in expression.comparisons]
    for one, other in [*sides, *((right, left) for left, right in sides)]:
        beside = other.texts.union(*(choices.get(name, ()) for name in other.names))
        for name in one.names & typed:
            known[name] |= beside
            if other.names & typed - {name}:
                together.add(name)
    shared = frozenset[str]().union(*(known[name] for name in together))
    return _Compared(known | dict.fromkeys(together, shared), frozenset(together))


def _choices(terms: Terms) -> dict[str, frozenset[str]]:
    """The keys of each question's choices."""
    return {each.key: frozenset(choice.key for choice in each.choices) for each in terms.questions}
