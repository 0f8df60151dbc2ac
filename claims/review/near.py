"""Near misses as the desk shows them: each with its score and what every field adds to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.filing.models import Claim, ClaimStatus
from claims.nearmisses import services as nearmisses
from claims.nearmisses.comparing import Comparison
from claims.nearmisses.likeness import Likeness
from claims.nearmisses.models import NearMiss
from claims.nearmisses.weights import verdict

MOST_SHOWN = 3  # of one claim; their details are opened to be shown, masked


@dataclass(frozen=True, slots=True)
class Weighed:
    """One field: as a Comparison, with what it adds to the score, in bits."""

    field: str
    said: str
    listed: str
    likeness: Likeness
    bits: float

    @property
    def mark(self) -> str:
        return self.likeness.mark


@dataclass(frozen=True, slots=True)
class NearMember:
    """A near miss beside the claim."""

    near: NearMiss
    rows: list[Weighed]

    @property
    def member_no(self) -> int:
        return self.near.member_no

    @property
    def verdict(self) -> str:
        return verdict(self.near.score)

    @property
    def found_by(self) -> str:
        return ", ".join(f"{field} ({slip})" for field, slip in self.near.found_by)


@dataclass(frozen=True, slots=True)
class Near:
    """searched: somebody looked, for the claim and the class list as they are; due: nobody did."""

    members: list[NearMember]
    searched: bool = False
    due: bool = False


NOTHING = Near([])


def shown_for(claim: Claim) -> list[NearMiss]:
    """The near misses that the page of a claim shows: of one that waits for a person alone."""
    if claim.status != ClaimStatus.IN_REVIEW:
        return []
    return nearmisses.near_misses_of(claim)[:MOST_SHOWN]


def near_of(
    claim: Claim, found: list[NearMiss], comparisons: Mapping[int, list[Comparison]]
) -> Near:
    """What was found, beside the claim. comparisons: by member number."""
    if claim.status != ClaimStatus.IN_REVIEW:
        return NOTHING
    members = [NearMember(each, _rows(each, comparisons.get(each.member_no, []))) for each in found]
    searched = nearmisses.search_of(claim) is not None
    return Near(members, searched=searched, due=not searched and nearmisses.is_due(claim))


def _rows(near: NearMiss, comparisons: list[Comparison]) -> list[Weighed]:
    """The account of the score, as it was made; beside it what is shown of both, masked."""
    shown = {each.field: each for each in comparisons}
    return [
        Weighed(
            field,
            shown[field].said if field in shown else "",
            shown[field].listed if field in shown else "",
            Likeness(likeness),
            bits,
        )
        for field, likeness, bits in near.waterfall
    ]
