"""Pure: whether stored answers and flags can be read under another settlement file."""

from collections.abc import Iterator

from settlement.errors import Refusal
from settlement.terms.amending import breaches
from settlement.terms.schema import Terms


class PlanUnfit(Refusal):
    """The claims of a case cannot be divided under this file: a sentence for each reason."""


def check_fits(in_force: Terms, tried: Terms) -> None:
    """Refuse a file of another case, or one that reads what no claim of this case has answered.

    raises: PlanUnfit
    """
    found = [
        *_other_case(in_force, tried),
        *breaches(in_force, tried),
        *_unanswered(in_force, tried),
    ]
    if found:
        raise PlanUnfit("\n".join(found))


def _other_case(in_force: Terms, tried: Terms) -> Iterator[str]:
    if in_force.case.slug != tried.case.slug:
        yield (
            f'case.slug must stay "{in_force.case.slug}": the claims are of this case, and the'
            f' file is of "{tried.case.slug}".'
        )


def _unanswered(in_force: Terms, tried: Terms) -> Iterator[str]:
    asked = {question.key for question in in_force.questions}
    for question in tried.questions:
        if question.key not in asked and question.key in tried.read_by_plan:
            yield (
                f'the plan may not read the question "{question.key}": it is not in the file in'
                " force, so no claim has answered it."
            )
    for flag in tried.roster.flags:
        if flag not in in_force.roster.flags and flag in tried.read_by_plan:
            yield (
                f'the plan may not read the flag "{flag}": it is not in the file in force, so the'
                " class list was never read for it."
            )
    for old in in_force.questions:
        new = next((each for each in tried.questions if each.key == old.key), None)
        if new is not None and new.roster_flag not in {old.roster_flag, *_known(in_force)}:
            yield (
                f'question "{old.key}" may not be decided by the flag "{new.roster_flag}": the'
                " class list was never read for it."
            )


def _known(terms: Terms) -> tuple[str | None, ...]:
    return (None, *terms.roster.flags)
