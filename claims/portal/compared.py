"""What was compared, as the claimant may read it: never where anybody else stands on the list.

Who is a member could otherwise file with other people's phone numbers and usernames and read on
the page of the approved claim which of them are listed. See docs/decisions/0005.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.eligibility import matching, wording
from claims.portal.words import Text
from settlement.terms.schema import Question

_ALIKE = frozenset(
    {matching.OTHER, matching.LISTED, matching.NOT_LISTED, matching.CODE_DIFFERS}
)  # of an identifier that did not lead to the claim's own member

_SAYS_OTHERWISE = {
    True: gettext_lazy(
        "You answered “Yes” to “%(question)s”, and the class list says “No”. Your payment is"
        " computed by the class list. If the list is wrong, write to us and tell us why."
    ),
    False: gettext_lazy(
        "You answered “No” to “%(question)s”, and the class list says “Yes”. Your payment is"
        " computed by the class list. If the list is wrong, write to us and tell us why."
    ),
}


def told(compared: Mapping[str, str], *, labels: Mapping[str, Text]) -> list[wording.Row]:
    """A verdict's comparisons in words; `labels` names the file's questions by their keys."""
    return wording.describe(
        {field: _as_told(field, result) for field, result in compared.items()}, labels=labels
    )


def contradicted(
    compared: Mapping[str, str],
    *,
    answers: Mapping[str, object],
    questions: Sequence[Question],
    language: str,
) -> list[str]:
    """What to say of each answer that is not what the list says: whose word counts, what to do."""
    said = []
    for question in questions:
        answer = answers.get(question.key)
        if compared.get(question.key) == matching.DIFFERS and isinstance(answer, bool):
            said.append(_SAYS_OTHERWISE[answer] % {"question": question.label_in(language)})
    return said


def _as_told(field: str, result: str) -> str:
    if field in matching.IDENTIFIERS and result in _ALIKE:
        return _("did not help to find you")
    return result
