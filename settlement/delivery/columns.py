"""Pure: which column of a delivered file is which of ours.

`docs/formats/roster-file.md` is the description that the defendant gets.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from settlement.errors import Refusal

COLUMNS = (
    "member_ref", "notice_id", "confirmation_code", "email", "phone", "username",
    "first_name", "last_name", "line1", "line2", "city", "state", "zip",
)  # fmt: skip
FINDABLE = {"notice_id", "email", "phone", "username"}
NAMES = {"first_name", "last_name"}
ACTION = "action"  # what a supplement wants done with a line
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is written: its separator, and where each of our columns stands in it.

    width:      columns in the file
    places:     ours -> place in the file, or ABSENT
    supplement: it changes the list in use, and may have a column ACTION
    """

    delimiter: str
    width: int
    places: Mapping[str, int]
    flags: tuple[str, ...]
    supplement: bool = False

    @property
    def carried(self) -> frozenset[str]:
        """Which of our columns the file has."""
        return frozenset(name for name, place in self.places.items() if place != ABSENT)

    @property
    def complete(self) -> bool:
        """Has the file what a member of a list must have?"""
        return self.carried.issuperset(self.flags) and not self.carried.isdisjoint(FINDABLE)


def layout_of(
    header: str,
    *,
    flags: Sequence[str],
    renamed: Mapping[str, str],
    file: str,
    supplement: bool = False,
) -> Layout:
    """Read a file's first line.

    renamed:    ours -> theirs, for columns that the file calls otherwise
    supplement: the file may have a column ACTION, and needs no more than member_ref besides
    raises:     Refusal naming every column that is missing, unknown or there twice; where the
                line has none of our names it may be a member's, and nothing of it is said
    """
    delimiter = max(",\t|", key=header.count)
    theirs = [name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter))]
    known = (*COLUMNS, *flags, *([ACTION] if supplement else []))
    wanted = {ours: renamed.get(ours, ours).strip().casefold() for ours in known}
    if theirs and not {*wanted.values()} & {*theirs}:
        raise Refusal(
            f"{file} cannot be read as a class list: its first line has none of the column names,"
            " and is not repeated here, for it may be a member's. Put the names, such as"
            f" {wanted['member_ref']}, in one line above the members, separated by commas, tabs or"
            " pipes, or say with --map what the file calls them."
        )
    missing = _missing_of_supplement if supplement else _missing
    faults = [
        *_unmappable(renamed, wanted),
        *missing(theirs, wanted, flags),
        *_strange(theirs, wanted),
    ]
    if faults:
        raise Refusal(f"{file} cannot be read as a class list: {'; '.join(faults)}.")
    places = {ours: _place(name, theirs) for ours, name in wanted.items()}
    return Layout(delimiter, len(theirs), places, tuple(flags), supplement)


def _place(name: str, theirs: Sequence[str]) -> int:
    return theirs.index(name) if name in theirs else ABSENT


def _unmappable(renamed: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return [
        f'--map names "{ours}", which is none of {", ".join(wanted)}'
        for ours in renamed
        if ours not in wanted
    ]


def _missing(
    theirs: Sequence[str], wanted: Mapping[str, str], flags: Sequence[str]
) -> Iterator[str]:
    needed = [ours for ours in ("member_ref", *flags) if wanted[ours] not in theirs]
    yield from (f'there is no column "{wanted[ours]}"{_why(ours)}' for ours in needed)
    if not needed and not {wanted[ours] for ours in FINDABLE} & set(theirs):
        yield f"there is none of {', '.join(sorted(FINDABLE))} to find a member by"


def _missing_of_supplement(
    theirs: Sequence[str], wanted: Mapping[str, str], _flags: Sequence[str]
) -> Iterator[str]:
    if wanted["member_ref"] not in theirs:
        yield f'there is no column "{wanted["member_ref"]}"{_why("member_ref")}'
    elif len(theirs) == 1:
        yield (
            'there is nothing beside "member_ref" to add or change; to take members from the list,'
            ' write "remove" into a column "action"'
        )
    if len({wanted[ours] for ours in NAMES} & set(theirs)) == 1:
        yield "first_name and last_name are compared as one, so a supplement gives both or neither"


def _strange(theirs: Sequence[str], wanted: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys(name for name in theirs if name not in wanted.values()):
        yield (
            f'the column "{name}" is unknown; map it (--map ours={name}) or take it out of the file'
        )
    for name in sorted({name for name in theirs if theirs.count(name) > 1}):
        yield f'the column "{name}" is there twice'


def _why(ours: str) -> str:
    if ours == "member_ref":
        return ", which tells one member from another (map it with --map member_ref=…)"
    return ", a flag of the settlement file; add it (an empty cell means unknown) or map it"
