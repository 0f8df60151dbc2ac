"""Pure apart from the record it is given: the score of one member that a claim may be for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.filing.contents import Contents
from claims.nearmisses.comparing import likenesses
from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness
from claims.nearmisses.ranking import MOST_KEPT, Found
from claims.nearmisses.slips import Slip
from claims.nearmisses.weights import WORTH_A_LOOK, Step, score, waterfall
from settlement.roster.details import MemberDetail


@dataclass(frozen=True, slots=True)
class Scored:
    """A member with the account of the score."""

    member_no: int
    slips: Mapping[Field, Slip]
    steps: list[Step]
    score: float


def score_members(
    contents: Contents,
    opened: Iterable[tuple[Found, MemberDetail]],
    *,
    aliases: Mapping[int, int],
    fold_gmail: bool,
) -> list[Scored]:
    """The members worth a person's look, the best first; one for several records of a person.

    aliases: number of a record -> the member that it was found to be
    """
    best: dict[int, Scored] = {}
    for found, detail in opened:
        alike = likenesses(contents, detail, fold_gmail=fold_gmail)
        steps = waterfall(_with_code(alike, found.code))
        member_no = aliases.get(found.member_no, found.member_no)
        scored = Scored(member_no, found.slips, steps, score(steps))
        if member_no not in best or best[member_no].score < scored.score:
            best[member_no] = scored
    kept = (each for each in best.values() if each.score >= WORTH_A_LOOK)
    return sorted(kept, key=lambda each: (-each.score, each.member_no))[:MOST_KEPT]


def _with_code(alike: dict[Field, Likeness], code: Likeness | None) -> dict[Field, Likeness]:
    """The code's likeness behind the notice ID's, where the notice ID led to the member."""
    if code is None:
        return alike
    return {
        field: likeness
        for each, of_it in alike.items()
        for field, likeness in (
            [(each, of_it), (Field.CODE, code)] if each is Field.NOTICE_ID else [(each, of_it)]
        )
    }
