"""What a later version of a settlement file may not change, because stored data hangs on it."""

from collections.abc import Iterator

from settlement.terms.schema import Question, QuestionKind, Terms


def breaches(old: Terms, new: Terms) -> list[str]:
    """Whole sentences, one for each change that would give stored data another meaning."""
    return [*_case(old, new), *_roster(old, new), *_questions(old, new)]


def _case(old: Terms, new: Terms) -> list[str]:
    if old.case.time_zone == new.case.time_zone:
        return []
    return [
        f"case.time_zone must stay {old.case.time_zone}: claims were received and deadlines"
        " announced by it."
    ]


def _roster(old: Terms, new: Terms) -> list[str]:
    found = []
    if new.roster.flags[: len(old.roster.flags)] != old.roster.flags:
        found.append(
            f"roster.flags must begin with {', '.join(old.roster.flags)}, in this order: members"
            " are stored by it. New flags go to the end."
        )
    if new.roster.fold_gmail != old.roster.fold_gmail:
        found.append(
            "roster.fold_gmail must stay as it is: the class list's e-mail addresses are stored"
            " by it."
        )
    return found


def _questions(old: Terms, new: Terms) -> Iterator[str]:
    kept = {question.key: question for question in new.questions}
    for question in old.questions:
        if question.key in kept:
            yield from _question(question, kept[question.key])
        else:
            yield (
                f'question "{question.key}" must stay: claims have answered it. To ask it no more,'
                ' give it show_if = "false".'
            )
    for question in old.questions:
        text = question.kind is QuestionKind.TEXT
        if text and question.key in new.read_by_plan - old.read_by_plan:
            yield (
                f'no pool may begin to read the question "{question.key}": the texts that claims'
                " gave are sealed. Ask under another key."
            )


def _question(old: Question, new: Question) -> Iterator[str]:
    if new.kind is not old.kind:
        yield (
            f'question "{old.key}" must stay {old.kind}: claims have answered it.'
            " Ask under another key."
        )
        return
    offered = {choice.key for choice in new.choices}
    for choice in old.choices:
        if choice.key not in offered:
            yield (
                f'question "{old.key}" must keep its choice "{choice.key}": claims may have'
                " given it."
            )
