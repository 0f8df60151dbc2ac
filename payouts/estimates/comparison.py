"""Pure: what claims got before and what they get under another plan, kind by kind."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from payouts.allocation.measures import Measured, effective, measure
from payouts.allocation.plan import Division
from payouts.allocation.tranche import Group
from settlement.money import dollars
from settlement.sealed import canonical
from settlement.terms.schema import Terms

MOST_KINDS = 500  # kept by name, the most frequent; counts and sums are of all
type Claim = Mapping[str, Any]  # answers, flags, paper


class Plan:
    """A plan, and the distinct answers that count under it with their claims."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.answers: dict[bytes, dict[str, Any]] = {}
        self._claims: Counter[bytes] = Counter()
        self._measured: dict[bytes, Measured] = {}

    def take(self, claim: Claim, count: int) -> bytes:
        """Count so many claims; return the text of what counts of them."""
        answers = effective(self.terms, **claim)
        key = canonical(answers)
        self._claims[key] += count
        if key not in self.answers:
            self.answers[key] = answers
            self._measured[key] = measure(self.terms, **claim)
        return key

    def groups(self) -> tuple[list[bytes], list[Group]]:
        """Texts in their order, and their groups."""
        keys = sorted(self._claims)
        return keys, [Group(self._claims[key], self._measured[key]) for key in keys]

    def reason(self, key: bytes) -> str:
        return self._measured[key].reason


@dataclass(frozen=True, slots=True)
class Then:
    """What claims got before. cents: by the text of what counts; None where nothing is known

    run: number of the run; None: the file in force, computed now
    """

    run: int | None
    cents: Mapping[bytes, int]
    net_cents: int
    paid_cents: int


@dataclass(slots=True)
class Comparison:
    """gained, lost: claims and cents a claim at least, together; new: claims without a then"""

    gained: list[int] = field(default_factory=lambda: [0, 0])
    lost: list[int] = field(default_factory=lambda: [0, 0])
    same: int = 0
    new: int = 0

    def take(self, then: int | None, now: int, claims: int) -> None:
        if then is None:
            self.new += claims
        elif then == now:
            self.same += claims
        else:
            side = self.gained if now > then else self.lost
            side[0] += claims
            side[1] += claims * abs(now - then)


def sorted_by_both(
    lines: Iterable[tuple[str, int]], then: Plan, now: Plan, *, unpack: Callable[[str], Claim]
) -> Counter[tuple[bytes, bytes]]:
    """Claims by what counts of them under both plans, which count them as well."""
    pairs: Counter[tuple[bytes, bytes]] = Counter()
    for text, count in lines:
        claim = unpack(text)
        pairs[then.take(claim, count), now.take(claim, count)] += count
    return pairs


def cents_by_key(keys: list[bytes], division: Division) -> dict[bytes, int]:
    """What every claim gets at least, by the text of what counts of it."""
    tranches = [tranche.cents for tranche in division.tranches.values()]
    return {key: sum(cents.get(place, 0) for cents in tranches) for place, key in enumerate(keys)}


def compared(
    pairs: Counter[tuple[bytes, bytes]], then: Then, now: Then, before: Plan, after: Plan
) -> dict[str, Any]:
    """The comparison as it is kept: amounts are dollars and cents as text."""
    comparison = Comparison()
    for (old, new), claims in pairs.items():
        comparison.take(then.cents.get(old), now.cents[new], claims)
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "run": then.run,
        "then": {"net": dollars(then.net_cents), "paid": dollars(then.paid_cents)},
        "now": {"net": dollars(now.net_cents), "paid": dollars(now.paid_cents)},
        "gained": {"claims": comparison.gained[0], "dollars": dollars(comparison.gained[1])},
        "lost": {"claims": comparison.lost[0], "dollars": dollars(comparison.lost[1])},
        "same": comparison.same,
        "new": comparison.new,
        "kinds_in_all": len(ordered),
        "kinds": [
            {
                "answers": before.answers[old] | after.answers[new],
                "claims": claims,
                "then": None if old not in then.cents else dollars(then.cents[old]),
                "now": dollars(now.cents[new]),
                "reason": after.reason(new),
            }
            for (old, new), claims in ordered[:MOST_KINDS]
        ],
    }
