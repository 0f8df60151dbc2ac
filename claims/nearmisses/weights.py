"""Pure: what each field of a comparison says for the two being one person, in bits (log2 m/u).

m: how often true pairs compare so; u: how often a claim and any other member of a class do. The
figures are estimates that anyone may judge; docs/algorithms/near-misses.md holds the same table,
with examples. No figure is smaller than one in a million, however rare a thing is: a shared
mailbox, a family's phone and a copied number are not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness

SAME, ONE, TWO = Likeness.SAME, Likeness.ONE_LETTER, Likeness.TWO_LETTERS
PART, SWAPPED, DIFFERS = Likeness.PARTLY, Likeness.SWAPPED, Likeness.DIFFERS

M_AND_U: Mapping[Field, Mapping[Likeness, tuple[float, float]]] = {
    Field.FIRST_NAME: {
        SAME: (0.86, 0.01), ONE: (0.04, 0.006), TWO: (0.01, 0.015), SWAPPED: (0.01, 0.0001),
        PART: (0.03, 0.012), DIFFERS: (0.05, 0.9569),
    },
    Field.FAMILY_NAME: {
        SAME: (0.88, 0.004), ONE: (0.04, 0.002), TWO: (0.01, 0.006), SWAPPED: (0.01, 0.0001),
        PART: (0.02, 0.001), DIFFERS: (0.04, 0.9869),
    },
    Field.NOTICE_ID: {
        SAME: (0.92, 1e-6), ONE: (0.05, 1e-6), TWO: (0.01, 1e-6), DIFFERS: (0.02, 0.999997),
    },
    Field.CODE: {SAME: (0.92, 1e-6), ONE: (0.05, 1e-6), DIFFERS: (0.03, 0.999998)},
    Field.EMAIL: {
        SAME: (0.6, 1e-6), ONE: (0.05, 2e-6), TWO: (0.02, 1e-5), PART: (0.05, 1e-5),
        DIFFERS: (0.28, 0.999977),
    },
    Field.PHONE: {
        SAME: (0.7, 2e-6), ONE: (0.04, 2e-6), TWO: (0.01, 1e-4), PART: (0.01, 2e-6),
        DIFFERS: (0.24, 0.999894),
    },
    Field.USERNAME: {
        SAME: (0.7, 1e-6), ONE: (0.05, 2e-6), TWO: (0.02, 1e-5), PART: (0.04, 1e-5),
        DIFFERS: (0.19, 0.999977),
    },
    Field.STREET: {
        SAME: (0.5, 1e-5), ONE: (0.04, 1e-5), TWO: (0.02, 1e-4), PART: (0.1, 1e-4),
        DIFFERS: (0.34, 0.99978),
    },
    Field.CITY: {
        SAME: (0.7, 0.01), ONE: (0.02, 0.001), TWO: (0.01, 0.002), DIFFERS: (0.27, 0.987),
    },
    Field.ZIP: {
        SAME: (0.65, 3e-4), ONE: (0.03, 0.003), TWO: (0.02, 0.01), PART: (0.1, 0.005),
        DIFFERS: (0.2, 0.9817),
    },
}  # fmt: skip

LIKELY, POSSIBLE, WORTH_A_LOOK = 36.5, 26.5, 16.5
"""A class of 89 million has 26.5 bits of other people: a score of so much makes this one as likely
as all others together, ten more a thousand times as likely, ten less one in a thousand."""


VERDICTS = ("likely", "possible", "worth a look")


@dataclass(frozen=True, slots=True)
class Step:
    """One field's part of a score. bits: log2 of m/u; 0 where it says nothing."""

    field: Field
    likeness: Likeness
    bits: float


def bits(field: Field, likeness: Likeness) -> float:
    """What one field says, to a tenth; 0 for what cannot be compared or is not weighed.

    >>> bits(Field.FAMILY_NAME, Likeness.SAME), bits(Field.FAMILY_NAME, Likeness.DIFFERS)
    (7.8, -4.6)
    """
    found = M_AND_U.get(field, {}).get(likeness)
    return round(log2(found[0] / found[1]), 1) if found else 0.0


def waterfall(likenesses: Mapping[Field, Likeness]) -> list[Step]:
    """Each field with what it adds to the score.

    What follows from another field counts once: a city from its ZIP code.
    """
    silent = {Field.CITY} if likenesses.get(Field.ZIP) is SAME else set[Field]()
    return [
        Step(field, likeness, 0.0 if field in silent else bits(field, likeness))
        for field, likeness in likenesses.items()
    ]


def score(steps: list[Step]) -> float:
    """The sum, to a tenth."""
    return round(sum(step.bits for step in steps), 1)


def verdict(scored: float) -> str:
    """A score in a word.

    >>> verdict(40.0), verdict(30.0), verdict(20.0), verdict(3.0)
    ('likely', 'possible', 'worth a look', 'unlikely')
    """
    if scored >= LIKELY:
        return "likely"
    if scored >= POSSIBLE:
        return "possible"
    return "worth a look" if scored >= WORTH_A_LOOK else "unlikely"
