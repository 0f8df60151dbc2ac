"""Pure: a scenario's CSV, each row so many claims with the same answers, to groups of a plan."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from payouts.allocation.measures import measure
from payouts.allocation.tranche import Group
from settlement.errors import Refusal
from settlement.terms.cells import answer_from_cell, flag_from_cell
from settlement.terms.schema import Question, QuestionKind, Terms

COUNT, PAPER = "count", "paper"
_COUNT = re.compile(r"[0-9]{1,12}")
type _Read = Callable[[str], object]


class ScenarioRefused(Refusal):
    """A scenario cannot be read: the sentence names the line and what was expected there."""


def scenario_text(path: Path) -> str:
    """The scenario's file.

    raises: ScenarioRefused where it cannot be read as UTF-8
    """
    try:
        return path.read_bytes().decode()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise ScenarioRefused(f"{path} cannot be read: {reason}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ScenarioRefused(
            f"Line {line} of the scenario is not UTF-8 text. Save the file as UTF-8."
        ) from error


def groups_of(text: str, terms: Terms) -> list[Group]:
    """The rows of a scenario, in its order.

    raises: ScenarioRefused for the first line that does not fit
    """
    columns = _columns(terms)
    lines = _lines(text)
    _number, header = next(lines, (1, []))
    names = [name.strip() for name in header]
    _check_header(names, columns)
    return [
        _group(dict(zip(names, cells, strict=True)), number, columns, terms)
        for number, cells in _checked(lines, names)
    ]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with the number of the file's line where it ends."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise ScenarioRefused(
            f"Line {reader.line_num} of the scenario is not CSV: {error}."
        ) from error


def _columns(terms: Terms) -> dict[str, _Read]:
    """How to read the cells of each column that a scenario may have, `count` apart."""
    questions: dict[str, _Read] = {question.key: _reader(question) for question in terms.questions}
    flags: dict[str, _Read] = dict.fromkeys(terms.roster.flags, flag_from_cell)
    return {PAPER: flag_from_cell} | flags | questions


def _reader(question: Question) -> _Read:
    def read(cell: str) -> object:
        answer = answer_from_cell(question, cell)
        if question.kind is QuestionKind.CHOICE and answer is not None:
            _check_choice(question, str(answer))
        return answer

    return read


def _check_choice(question: Question, answer: str) -> None:
    keys = [choice.key for choice in question.choices]
    if answer not in keys:
        raise ValueError(f'"{answer}" is no choice of {question.key}; write {" or ".join(keys)}.')


def _check_header(names: Sequence[str], columns: Mapping[str, _Read]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    unknown = [name for name in names if name not in columns and name != COUNT]
    if COUNT not in names:
        raise ScenarioRefused(f'Line 1 of the scenario has no column "{COUNT}".')
    if twice:
        raise ScenarioRefused(f'Line 1 of the scenario has the column "{twice[0]}" twice.')
    if unknown:
        raise ScenarioRefused(
            f'Line 1 of the scenario has the column "{unknown[0]}", which is no question and no'
            f" flag of the settlement file; it has {', '.join(sorted(columns))}."
        )


def _checked(
    lines: Iterator[tuple[int, list[str]]], names: Sequence[str]
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in lines:
        if len(cells) != len(names):
            raise ScenarioRefused(
                f"Line {number} of the scenario has {len(cells)} cells; the first line names"
                f" {len(names)} columns."
            )
        yield number, cells


def _group(
    cells: Mapping[str, str], number: int, columns: Mapping[str, _Read], terms: Terms
) -> Group:
    try:
        read = {name: columns[name](cell) for name, cell in cells.items() if name != COUNT}
        count = _count(cells[COUNT])
    except ValueError as error:
        raise ScenarioRefused(f"Line {number} of the scenario: {error}") from error
    flags = {name: _flag(read.get(name)) for name in terms.roster.flags}
    return Group(count, measure(terms, answers=read, flags=flags, paper=read.get(PAPER) is True))


def _count(cell: str) -> int:
    if not _COUNT.fullmatch(cell.strip()):
        raise ValueError(f'"{cell.strip()}" is no count; write a whole number, 0 or more.')
    return int(cell)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
