"""Answers and flags as the cells of a table state them: scenarios, bulk and paper claims."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from settlement.money import cents_of, dollars
from settlement.terms.schema import Question, QuestionKind

_TRUTHS = {"true": True, "false": False}
_WHOLE = re.compile(r"-?[0-9]{1,12}")


def answer_from_cell(question: Question, cell: str) -> object:
    """The answer that a cell states, as a claim would store it; None where the cell is empty.

    raises: ValueError with a sentence, where the cell does not fit the question's kind
    """
    cell = cell.strip()
    if not cell:
        return None
    read, hint = _CELLS[question.kind]
    try:
        return read(cell)
    except (KeyError, ValueError) as error:
        raise ValueError(f'"{cell}" is no answer to {question.key}; write {hint}.') from error


def flag_from_cell(cell: str) -> bool | None:
    """A flag of the class list; None, which is unknown, where the cell is empty.

    raises: ValueError with a sentence
    """
    cell = cell.strip()
    if not cell:
        return None
    if cell.lower() not in _TRUTHS:
        raise ValueError(f'"{cell}" is no flag; write true, false or nothing.')
    return _TRUTHS[cell.lower()]


def _whole(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise ValueError(cell)
    return int(cell)


_CELLS: Mapping[QuestionKind, tuple[Callable[[str], object], str]] = {
    QuestionKind.BOOLEAN: (lambda cell: _TRUTHS[cell.lower()], "true, false or nothing"),
    QuestionKind.INTEGER: (_whole, "a whole number"),
    QuestionKind.MONEY: (lambda cell: dollars(cents_of(cell)), "an amount such as 12.00"),
    QuestionKind.CHOICE: (str, "the key of a choice"),
    QuestionKind.TEXT: (str, "a text"),
    QuestionKind.DATE: (
        lambda cell: date.fromisoformat(cell).isoformat(),
        "a day such as 2021-09-30",
    ),
}
