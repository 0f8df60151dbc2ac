"""The [[questions]] of a settlement file."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from settlement.terms.expressions import RESERVED, Expression, Kind
from settlement.terms.names import Names
from settlement.terms.schema import EXPRESSION_KINDS, Choice, Question, QuestionKind
from settlement.terms.shapes import MONEY, TRUTH, Shape, Unfit, key_like, one_of, whole, words
from settlement.terms.table import Table, note_repeated

SITE_LANGUAGES = ("en", "es")  # those that the site itself speaks
NAME = key_like(
    r"[a-z][a-z0-9_]{0,59}",
    "a name in quotes of a-z, 0-9 and _, beginning with a letter, of at most 60 characters",
)
_CHOICE_KEY = key_like(
    r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,59}",
    "a key in quotes of letters, digits and _ . + -, of at most 60 characters",
)
_TAKEN = RESERVED | {"count"}  # words of expressions, and a scenario's own column
_LABEL = words(1000)
_WHOLE = whole(-1_000_000_000, 1_000_000_000)
_BOUNDS: Mapping[QuestionKind, tuple[Shape[int], int, int]] = {  # in whole numbers or whole cents
    QuestionKind.INTEGER: (_WHOLE, 0, 1_000_000_000),
    QuestionKind.MONEY: (MONEY, 0, 100_000_000_000),
}


def names_of(tables: Sequence[Table], *, flags: Sequence[str], certain: bool) -> Names:
    """The names that expressions may use: "paper", the flags and the questions."""
    kinds = {"paper": Kind.BOOLEAN} | dict.fromkeys(flags, Kind.BOOLEAN)
    for table in tables:
        key, kind = table.values.get("key"), table.values.get("kind")
        if _is_name(key, flags) and isinstance(kind, str) and kind in list(QuestionKind):
            kinds[key] = EXPRESSION_KINDS[QuestionKind(kind)]
        else:
            certain = False
    return Names(kinds, certain)


def read_questions(
    tables: Sequence[Table], *, languages: Sequence[str], flags: Sequence[str], names: Names
) -> tuple[Question, ...]:
    keys = [str(table.values.get("key")) for table in tables]
    questions = []
    for number, table in enumerate(tables):
        question = _question(table, languages=languages, flags=flags, names=names)
        _check_order(table, question.show_if, not_yet=keys[number:])
        table.close()
        questions.append(question)
    note_repeated(tables, [question.key for question in questions])
    return tuple(questions)


def _question(
    table: Table, *, languages: Sequence[str], flags: Sequence[str], names: Names
) -> Question:
    kind = table.read("kind", one_of(QuestionKind))
    lowest, highest = _bounds(table, kind)
    return Question(
        key=_key(table, flags),
        kind=kind,
        label=_label(table, languages),
        required=table.read_or("required", TRUTH, False),
        roster_flag=_roster_flag(table, kind, flags),
        min=lowest,
        max=highest,
        choices=_choices(table, kind, languages),
        evidence=table.read_or("evidence", TRUTH, False),
        show_if=table.read_or("show_if", names.expression(Kind.BOOLEAN), None),
    )


def _is_name(key: object, flags: Sequence[str]) -> TypeGuard[str]:
    try:
        return NAME.convert(key) not in _TAKEN.union(flags)
    except Unfit:
        return False


def _key(table: Table, flags: Sequence[str]) -> str:
    key = table.read("key", NAME)
    if key in _TAKEN:
        table.faults.note(table.at("key"), f'another name than "{key}", which has a meaning')
    elif key in flags:
        table.faults.note(
            table.at("key"),
            f'another name than "{key}", which is a roster flag: an expression could mean either',
        )
    return key


def _label(table: Table, languages: Sequence[str]) -> dict[str, str]:
    """The texts in the case's languages; those of other languages of the site may stay."""
    texts = table.table("label")
    label = {language: texts.read(language, _LABEL) for language in languages}
    for language in SITE_LANGUAGES:
        texts.read_or(language, _LABEL, None)
    texts.close()
    return label


def _roster_flag(table: Table, kind: QuestionKind, flags: Sequence[str]) -> str | None:
    flag = table.read_or("roster_flag", NAME, None)
    if flag is None:
        return None
    if not table.faults.at("roster.flags") and flag not in flags:
        table.faults.note(table.at("roster_flag"), f'one of roster.flags; "{flag}" is none')
    if not table.faults.at(table.at("kind")) and kind is not QuestionKind.BOOLEAN:
        table.refuse("roster_flag", f'no flag here: it answers "boolean" questions, not "{kind}"')
    return flag


def _bounds(table: Table, kind: QuestionKind) -> tuple[int | None, int | None]:
    if kind not in _BOUNDS:
        _refuse_for_kind(table, kind, "min", 'no such key: "integer" and "money" have it')
        _refuse_for_kind(table, kind, "max", 'no such key: "integer" and "money" have it')
        return None, None
    shape, least, most = _BOUNDS[kind]
    lowest, highest = table.read_or("min", shape, least), table.read_or("max", shape, most)
    if lowest > highest:
        table.faults.note(table.at("max" if table.has("max") else "min"), "max not below min")
    return lowest, highest


def _choices(table: Table, kind: QuestionKind, languages: Sequence[str]) -> tuple[Choice, ...]:
    if kind is not QuestionKind.CHOICE:
        _refuse_for_kind(table, kind, "choices", 'no such key: "choice" has it')
        return ()
    choices = []
    rows = table.tables("choices", least=2)
    for row in rows:
        choices.append(Choice(row.read("key", _CHOICE_KEY), _label(row, languages)))
        row.close()
    note_repeated(rows, [choice.key for choice in choices])
    return tuple(choices)


def _refuse_for_kind(table: Table, kind: QuestionKind, key: str, expected: str) -> None:
    if table.faults.at(table.at("kind")):
        table.skip(key)
    else:
        table.refuse(key, f'{expected}, and this is "{kind}"')


def _check_order(table: Table, show_if: Expression | None, *, not_yet: Sequence[str]) -> None:
    unasked = sorted(show_if.names.intersection(not_yet)) if show_if else []
    if unasked:
        table.faults.note(
            table.at("show_if"),
            f'only questions asked before this one; "{unasked[0]}" is not answered yet',
        )
