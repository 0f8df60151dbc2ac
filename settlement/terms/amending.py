"""What a later version of a settlement file may not change, because stored data hangs on it."""

from settlement.terms.schema import Terms


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


def _questions(old: Terms, new: Terms) -> list[str]:
    kinds = {question.key: question.kind for question in old.questions}
    return [
        f'question "{question.key}" must stay {kinds[question.key]}: claims have answered it.'
        " Ask under another key."
        for question in new.questions
        if kinds.get(question.key, question.kind) != question.kind
    ]
