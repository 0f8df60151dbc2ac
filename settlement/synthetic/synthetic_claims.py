"""Claims against an invented class, and the truth about each: what ought to become of it.

Nine of ten are honest and exact, as a real class is; each says in its own way who it is. The
others are what a real class has besides: a family name misspelt beside a single identifier,
members who file twice, strangers, minors with and without a guardian, and rings that send
many claims to one bank account.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import batched
from math import gcd

import numpy as np

from settlement.errors import Refusal
from settlement.synthetic import entered, invented
from settlement.synthetic.draws import Dice
from settlement.synthetic.synthetic import MOST, SyntheticClass

AS_OF = date(2026, 1, 1)
BATCH = 1_024  # claims made at once
YOUNGEST, OLDEST = 8, 15  # years of the minors, who so stay minors for two years more
RING = 5  # claims to one account, from which on it is a ring


class Kind(StrEnum):
    EXACT = "exact"
    MISSPELT = "misspelt"
    DUPLICATE = "duplicate"
    OUTSIDER = "outsider"
    MINOR = "minor"
    UNGUARDED = "unguarded_minor"
    RING = "fraud_ring"


EXPECTED = {  # the status of the claim once it is verified
    Kind.EXACT: "approved",
    Kind.MISSPELT: "in_review",
    Kind.DUPLICATE: "in_review",
    Kind.OUTSIDER: "in_review",
    Kind.MINOR: "approved",
    Kind.UNGUARDED: "deficient",
    Kind.RING: "in_review",
}
CYCLE = 400  # claims after which the mixture repeats
MIXTURE = {  # how many of these are something else than exact, spread evenly over them
    Kind.MISSPELT: 12,
    Kind.DUPLICATE: 6,
    Kind.OUTSIDER: 6,
    Kind.MINOR: 10,
    Kind.UNGUARDED: 2,
    Kind.RING: 6,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody enters, and the truth about it. `member_ref` is "" for a stranger."""

    n: int
    kind: Kind
    member_ref: str
    cells: Mapping[str, str]

    @property
    def expected(self) -> str:
        return EXPECTED[self.kind]


@dataclass(frozen=True, slots=True)
class SyntheticClaims:
    """So many claims against a class, in the order in which they are filed.

    answers: question -> the flag of the class as which it is answered
    as_of:   the minors are under 18 on this day, and for two years after it
    """

    members: SyntheticClass
    count: int
    answers: Mapping[str, str] = field(default_factory=dict)
    as_of: date = AS_OF

    def __iter__(self) -> Iterator[Claim]:
        """raises: Refusal when there are more claims than members"""
        if self.count > self.members.members or self.members.members + self.count >= MOST:
            raise Refusal("There cannot be more claims than members; ask for fewer claims.")
        for batch in batched(range(1, self.count + 1), BATCH, strict=False):
            people = self.members.table(np.array([self._row(n) for n in batch])).to_pylist()
            for n, person in zip(batch, people, strict=True):
                yield self._claim(n, {name: cell or "" for name, cell in person.items()})

    def kind(self, n: int) -> Kind:
        """What the nth claim is. A ring that would stay too small is honest."""
        kind = _CYCLE[(n - 1) % CYCLE]
        if kind is Kind.RING and self._ring_size(n) < RING:
            return Kind.EXACT
        return kind

    def _ring_size(self, n: int) -> int:
        start = (n - 1) // CYCLE * CYCLE
        return _CYCLE[: self.count - start].count(Kind.RING)

    def _row(self, n: int) -> int:
        """Where the nth claim's person stands in the class; strangers stand behind it."""
        members, kind = self.members.members, self.kind(n)
        if kind is Kind.OUTSIDER:
            return members + n
        k = self._original(n) if kind is Kind.DUPLICATE else n
        return (k * _step(members) + self.members.seed) % members

    def _original(self, n: int) -> int:
        """The last exact claim before a duplicate."""
        return next(k for k in range(n - 1, 0, -1) if self.kind(k) is Kind.EXACT)

    def _claim(self, n: int, person: Mapping[str, str]) -> Claim:
        kind, dice = self.kind(n), Dice(f"{self.members.seed}/claim/{n}")
        single = kind is Kind.MISSPELT
        cells = {
            "n": str(n),
            **entered.identity(person, n, dice, single=single),
            **entered.name(person, dice, misspelt=single),
            **{name: person[name] for name in ("line1", "line2", "city", "state", "zip")},
            **self._capacity(person, kind, dice),
            **{asked: "true" if person[flag] == "true" else "false"
               for asked, flag in self.answers.items()},
            **self._payment(n, kind, dice),
        }  # fmt: skip
        ref = "" if kind is Kind.OUTSIDER else person["member_ref"]
        return Claim(n, kind, ref, cells)

    def _capacity(self, person: Mapping[str, str], kind: Kind, dice: Dice) -> dict[str, str]:
        minor, guarded = kind in (Kind.MINOR, Kind.UNGUARDED), kind is Kind.MINOR
        age_days = YOUNGEST * 365 + dice.below((OLDEST - YOUNGEST) * 365)
        return {
            "capacity": "guardian" if guarded else "self",
            "guardian_first_name": dice.pick(invented.FIRST_NAMES) if guarded else "",
            "guardian_last_name": person["last_name"] if guarded else "",
            "birth_date": (self.as_of - timedelta(age_days)).isoformat() if minor else "",
        }

    def _payment(self, n: int, kind: Kind, dice: Dice) -> dict[str, str]:
        ring = kind is Kind.RING
        holder = (n - 1) // CYCLE if ring else n
        if not ring and dice.chance(0.4):
            return {"payment_method": "check", "routing": "", "account": "", "account_type": ""}
        of_account = Dice(f"{self.members.seed}/{'ring' if ring else 'account'}/{holder}")
        return {
            "payment_method": "ach",
            "routing": entered.routing_number(of_account),
            "account": f"{1 + of_account.below(9)}{holder:07d}{of_account.below(1_000):03d}",
            "account_type": "savings" if of_account.chance(0.25) else "checking",
        }


def _cycle() -> list[Kind]:
    """What each of CYCLE claims is."""
    cycle = [Kind.EXACT] * CYCLE
    for kind, many in MIXTURE.items():
        for j in range(many):
            place = (2 * j + 1) * CYCLE // (2 * many)
            while cycle[place] is not Kind.EXACT:
                place += 1
            cycle[place] = kind
    return cycle


_CYCLE = _cycle()


def _step(members: int) -> int:
    """A stride through the class that comes to every member once before it comes back."""
    step = max(1, members * 618 // 1_000)
    while gcd(step, members) > 1:
        step += 1
    return step
