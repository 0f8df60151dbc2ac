"""Pure: which column of a delivered file is which of ours.

`docs/formats/roster-file.md` is the description that the defendant gets.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settlement.errors import Refusal

COLUMNS = (
    "member_ref", "notice_id", "confirmation_code", "email", "phone", "username",
    "first_name", "last_name", "line1", "line2", "city", "state", "zip",
)  # fmt: skip
FINDABLE = {"notice_id", "email", "phone", "username"}
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is written: its separator, and where each of our columns stands in it."""

    delimiter: str
    width: int  # columns in the file
    places: Mapping[str, int]  # ours -> place in the file, or ABSENT
    flags: tuple[str, ...]

    @property
    def carried(self) -> frozenset[str]:
        """Which of our columns the file has."""
        return frozenset(name for name, place in self.places.items() if place != ABSENT)


def layout_of(
    header: str, *, flags: Sequence[str], renamed: Mapping[str, str], file: str
) -> Layout:
    """Read a file's first line.

    renamed: ours -> theirs, for columns that the file calls otherwise
    raises:  Refusal naming every column that is missing, unknown or there twice
    """
    delimiter = max(",\t|", key=header.count)
    theirs = [name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter))]
    wanted = {ours: renamed.get(ours, ours).strip().casefold() for ours in (*COLUMNS, *flags)}
    faults = [*_unmappable(renamed, wanted), *_faults(theirs, wanted, flags=flags)]
    if faults:
        raise Refusal(f"{file} cannot be read as a class list: {'; '.join(faults)}.")
    places = {ours: _place(name, theirs) for ours, name in wanted.items()}
    return Layout(delimiter, len(theirs), places, tuple(flags))


def _place(name: str, theirs: Sequence[str]) -> int:
    return theirs.index(name) if name in theirs else ABSENT


def _unmappable(renamed: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return [
        f'--map names "{ours}", which is none of {", ".join(wanted)}'
        for ours in renamed
        if ours not in wanted
    ]


def _faults(theirs: Sequence[str], wanted: Mapping[str, str], *, flags: Sequence[str]) -> list[str]:
    faults = [
        f'there is no column "{wanted[ours]}"{_why(ours)}'
        for ours in ("member_ref", *flags)
        if wanted[ours] not in theirs
    ]
    if not faults and not {wanted[ours] for ours in FINDABLE} & set(theirs):
        faults.append(f"there is none of {', '.join(sorted(FINDABLE))} to find a member by")
    strange = [name for name in theirs if name not in wanted.values()]
    faults += [
        f'the column "{name}" is unknown; map it (--map ours={name}) or take it out of the file'
        for name in dict.fromkeys(strange)
    ]
    twice = {name for name in theirs if theirs.count(name) > 1}
    return [*faults, *(f'the column "{name}" is there twice' for name in sorted(twice))]


def _why(ours: str) -> str:
    if ours == "member_ref":
        return ", which tells one member from another (map it with --map member_ref=…)"
    return ", a flag of the settlement file; add it (an empty cell means unknown) or map it"
