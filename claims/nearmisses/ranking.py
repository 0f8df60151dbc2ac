"""Pure: which of the members that variants led to are worth opening, before anything is opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness
from claims.nearmisses.slips import Slip
from claims.nearmisses.weights import bits

MOST_OPENED = 6  # members of one claim whose sealed details are read
MOST_KEPT = 5

# What the keys alone show of each slip. Only the details tell more.
AS_LIKENESS: Mapping[Slip, Likeness] = {
    Slip.NONE: Likeness.SAME,
    Slip.PUNCTUATION: Likeness.PARTLY,
    Slip.ENDING: Likeness.PARTLY,
    Slip.DOMAIN: Likeness.ONE_LETTER,
    Slip.PROVIDER: Likeness.PARTLY,
    Slip.LOOKALIKES: Likeness.ONE_LETTER,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One key that led to a member.

    named: the name's key agrees; None where either has none
    code:  how the Confirmation Code compares, where the notice ID led here
    """

    member_no: int
    field: Field
    slip: Slip
    named: bool | None
    code: Likeness | None = None


@dataclass(slots=True)
class Found:
    """A member with all that led there."""

    member_no: int
    slips: dict[Field, Slip] = field(default_factory=dict)
    named: bool | None = None
    code: Likeness | None = None

    @property
    def promise(self) -> float:
        """The bits that the keys alone show."""
        total = sum(bits(each, as_likeness(slip)) for each, slip in self.slips.items())
        if self.code is not None:
            total += bits(Field.CODE, self.code)
        if self.named is not None:
            likeness = Likeness.SAME if self.named else Likeness.DIFFERS
            total += bits(Field.FIRST_NAME, likeness) + bits(Field.FAMILY_NAME, likeness)
        return total


def as_likeness(slip: Slip) -> Likeness:
    """What a slip makes of two texts."""
    return AS_LIKENESS.get(slip, Likeness.ONE_LETTER)


def worth_opening(hits: Iterable[Hit]) -> list[Found]:
    """The members that promise most, at most MOST_OPENED of them, the best first."""
    members: dict[int, Found] = {}
    for hit in hits:
        found = members.setdefault(hit.member_no, Found(hit.member_no, named=hit.named))
        found.slips[hit.field] = _better(found.slips.get(hit.field, hit.slip), hit.slip)
        found.code = hit.code or found.code
    ranked = sorted(members.values(), key=lambda found: (-found.promise, found.member_no))
    return ranked[:MOST_OPENED]


def _better(one: Slip, other: Slip) -> Slip:
    order = [*Slip]
    return min(one, other, key=order.index)
