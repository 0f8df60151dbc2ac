"""Two members side by side: masked, and whether they say the same. Opening them is an event."""

from collections.abc import Sequence
from dataclasses import dataclass

from settlement.accounts.models import User
from settlement.duplicates.merging import check_listed, person_of
from settlement.duplicates.sharing import KeptApart
from settlement.identifiers import flags
from settlement.roster import details
from settlement.roster.details import MemberDetail
from settlement.roster.models import ClassMember
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

FIELDS = {
    "first_name": "First name",
    "last_name": "Family name",
    "email": "E-mail",
    "phone": "Phone",
    "username": "Username",
    "line1": "Address",
    "line2": "Address, second line",
    "city": "City",
    "state": "State",
    "zip": "ZIP",
    "member_ref": "The defendant's reference",
    "notice_id": "Notice ID",
}
# Compared as the list reads them: "IL" is Illinois. What is unique is not compared at all.
READ_AS = {name: f"{name}_key" for name in ("email", "phone", "username")} | {"state": "state"}
UNIQUE = {"member_ref", "notice_id"}
SAYS = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both, masked; same: they agree, None where one of them says nothing."""

    field: str
    one: str
    other: str
    same: bool | None

    @property
    def mark(self) -> str:
        return "silent" if self.same is None else "same" if self.same else "differs"

    @property
    def result(self) -> str:
        return {"silent": "not comparable", "same": "the same", "differs": "differs"}[self.mark]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members, the smaller number first, and what is known of the two as persons.

    persons: the numbers that stay for them; kept_apart: where somebody said they are two
    """

    one: int
    other: int
    persons: tuple[int, int]
    kept_apart: KeptApart | None
    rows: Sequence[Row]

    @property
    def merged(self) -> bool:
        return len(set(self.persons)) == 1

    @property
    def notes(self) -> list[str]:
        """What else a person has to know before judging."""
        if self.merged:
            return [f"They are merged: both count as member {self.persons[0]}."]
        both = zip((self.one, self.other), self.persons, strict=True)
        return [
            f"Member {number} is merged into member {person}, whom a merge takes along."
            for number, person in both
            if number != person
        ]


def compare(*, settlement: Settlement, one: int, other: int, by: User) -> Pair:
    """Open two members of the list in use and lay them side by side.

    raises: NotListed when they are not two members of it; gate.TooManyReadings
    """
    check_listed(settlement, one, other)
    low, high = sorted((one, other))
    opened = details.open_details(
        settlement=settlement,
        member_nos=[low, high],
        purpose=f"comparing members {low} and {high} of the class list",
        by=by,
    )
    listed = ClassMember.objects.filter(settlement=settlement, member_no__in=(low, high))
    hot = [*listed.order_by("member_no")]
    apart = KeptApart.objects.filter(settlement=settlement, low_no=low, high_no=high)
    return Pair(
        one=low,
        other=high,
        persons=(person_of(settlement, low), person_of(settlement, high)),
        kept_apart=apart.select_related("made_by").first(),
        rows=[*_details(opened, hot), *_flags(settlement, hot)],
    )


def _details(opened: Sequence[MemberDetail], hot: Sequence[ClassMember]) -> list[Row]:
    masked = [details.masked(each) for each in opened]
    rows = []
    for name, label in FIELDS.items():
        shown = [getattr(each, name) for each in masked]
        one, other = (_value(name, *both) for both in zip(opened, hot, strict=True))
        rows.append(Row(label, shown[0], shown[1], same=_same(one, other)))
    return rows


def _value(name: str, detail: MemberDetail, hot: ClassMember) -> object:
    """What one member says in a field, to be compared; None where that is nothing."""
    if name in UNIQUE:
        return None
    if name in READ_AS:
        return getattr(hot, READ_AS[name]) or None
    return _plain(getattr(detail, name))


def _flags(settlement: Settlement, hot: Sequence[ClassMember]) -> list[Row]:
    names = terms_of(settlement).roster.flags
    one, other = (flags.decode(member.flags, names=names) for member in hot)
    return [
        Row(name, SAYS[one[name]], SAYS[other[name]], same=_same(one[name], other[name]))
        for name in names
    ]


def _plain(text: str) -> str | None:
    return " ".join(text.casefold().split()) or None


def _same(one: object, other: object) -> bool | None:
    return None if one is None or other is None else one == other
