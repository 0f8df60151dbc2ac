"""Pure: which class member a claim's identifiers and name lead to, and how surely.

A notice ID counts only with its confirmation code: the two were printed in one letter, and who
has the code holds the letter. The name never finds anybody; it confirms whom an identifier found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile


class Finding(StrEnum):
    """What matching made of a claim."""

    CODE_AND_NAME = "code_and_name"
    TWO_IDENTIFIERS = "two_identifiers"
    IDENTIFIER_AND_NAME = "identifier_and_name"
    NAME_DIFFERS = "name_differs"
    CODE_MISSING = "code_missing"
    SEVERAL_MEMBERS = "several_members"
    NOT_LISTED = "not_listed"


SURE = frozenset({Finding.CODE_AND_NAME, Finding.TWO_IDENTIFIERS, Finding.IDENTIFIER_AND_NAME})
"""Findings that name one member beyond reasonable doubt."""

SAME, OTHER, LISTED = "same", "other member", "listed"
CODE_DIFFERS, NOT_LISTED, NOT_GIVEN = "code differs", "not listed", "not given"
DIFFERS, NOT_COMPARED = "differs", "not compared"


@dataclass(frozen=True)
class Candidate:
    """A member to whom at least one identifier of a claim leads.

    found_by: of "notice_id", "email", "phone", "username"
    code:     the claim's confirmation code belongs to the notice ID that led here
    named:    the name agrees; None where the list has no name for the member
    flags:    the member's flags by name, None for unknown
    """

    member_no: int
    found_by: frozenset[str]
    code: bool = False
    named: bool | None = True
    flags: Mapping[str, bool | None] | None = None

    @property
    def identifiers(self) -> int:
        """How many identifiers count for this member; a notice ID without its code does not."""
        return len(self.found_by) - ("notice_id" in self.found_by and not self.code)

    @property
    def rank(self) -> int:
        """How good the evidence is, 1 the best; up to 3 it is enough for an approval."""
        if self.code and self.named:
            return 1
        if self.identifiers >= 2:
            return 2 if self.named else 3
        if self.identifiers == 1:
            return 3 if self.named else 4
        return 5

    @property
    def finding(self) -> Finding:
        """What the evidence for this member amounts to."""
        if self.rank == 1:
            return Finding.CODE_AND_NAME
        if self.identifiers >= 2:
            return Finding.TWO_IDENTIFIERS
        if self.identifiers == 1:
            return Finding.IDENTIFIER_AND_NAME if self.named else Finding.NAME_DIFFERS
        return Finding.CODE_MISSING


@dataclass(frozen=True)
class Entered:
    """What the claimant entered: which identifiers, whether a name, and the flags' answers.

    answers: the answer to the question that names a roster flag, by (question, flag)
    """

    identifiers: frozenset[str]
    name: bool = True
    answers: Mapping[tuple[str, str], bool | None] | None = None


@dataclass(frozen=True)
class Matched:
    """The one member found, if any, and what was compared with that member; never the values.

    contradicts: an answer is another than the member's flag that its question names
    """

    finding: Finding
    member_no: int | None
    compared: Mapping[str, str]
    contradicts: bool = False


IDENTIFIERS = ("notice_id", "email", "phone", "username")


def match(entered: Entered, candidates: Sequence[Candidate]) -> Matched:
    """The member with the best evidence, unless several are equally good."""
    by_rank = sorted(candidates, key=lambda candidate: candidate.rank)
    best = [*takewhile(lambda candidate: candidate.rank == by_rank[0].rank, by_rank)]
    only = best[0] if len(best) == 1 else None
    if only is not None:
        finding = only.finding
    else:
        finding = Finding.SEVERAL_MEMBERS if best else Finding.NOT_LISTED
    compared = compare(entered, only, candidates)
    return Matched(
        finding=finding,
        member_no=only.member_no if only else None,
        compared=compared,
        contradicts=any(compared[question] == DIFFERS for question, _ in entered.answers or {}),
    )


def as_persons(
    candidates: Sequence[Candidate],
    *,
    same_as: Mapping[int, int],
    flags: Mapping[int, Mapping[str, bool | None]],
) -> list[Candidate]:
    """Members who were found to be one person as one candidate: the one that stays.

    same_as: member number -> the number that stays; flags: of each number that stays
    """
    persons: dict[int, Candidate] = {}
    for each in candidates:
        no = same_as.get(each.member_no, each.member_no)
        before = persons.get(no)
        persons[no] = Candidate(
            member_no=no,
            found_by=each.found_by | (before.found_by if before else frozenset()),
            code=each.code or (before is not None and before.code),
            named=_either(each.named, before.named if before else None),
            flags=flags.get(no, each.flags),
        )
    return [*persons.values()]


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Whether the name of either agrees; None where neither has one."""
    return other if one is None else one or bool(other)


def compare(
    entered: Entered, only: Candidate | None, candidates: Sequence[Candidate]
) -> dict[str, str]:
    """What was compared, field by field, in words that staff pages explain."""
    compared = {
        identifier: _identifier(identifier, entered, only, candidates) for identifier in IDENTIFIERS
    }
    compared["name"] = _name(entered, only)
    for (question, flag), answer in (entered.answers or {}).items():
        compared[question] = _flag(answer, flag, only)
    return compared


def _identifier(
    identifier: str, entered: Entered, only: Candidate | None, candidates: Sequence[Candidate]
) -> str:
    if identifier not in entered.identifiers:
        return NOT_GIVEN
    if only is not None and identifier in only.found_by:
        return CODE_DIFFERS if identifier == "notice_id" and not only.code else SAME
    if any(identifier in candidate.found_by for candidate in candidates):
        return OTHER if only is not None else LISTED
    return NOT_LISTED


def _name(entered: Entered, only: Candidate | None) -> str:
    if not entered.name:
        return NOT_GIVEN
    if only is None:
        return NOT_COMPARED
    return {True: SAME, False: DIFFERS, None: NOT_LISTED}[only.named]


def _flag(answer: bool | None, flag: str, only: Candidate | None) -> str:
    if answer is None:
        return NOT_GIVEN
    if only is None:
        return NOT_COMPARED
    listed = (only.flags or {}).get(flag)
    if listed is None:
        return NOT_LISTED
    return SAME if listed == answer else DIFFERS
