"""What was compared, as the claimant may read it: never where anybody else stands on the list.

Who is a member could otherwise file with other people's phone numbers and usernames and read on
the page of the approved claim which of them are listed. See docs/decisions/0005.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from claims.eligibility import matching, wording
from claims.portal.words import Text

_ALIKE = frozenset(
    {matching.OTHER, matching.LISTED, matching.NOT_LISTED, matching.CODE_DIFFERS}
)  # of an identifier that did not lead to the claim's own member


def told(compared: Mapping[str, str], *, labels: Mapping[str, Text]) -> list[wording.Row]:
    """A verdict's comparisons in words; `labels` names the file's questions by their keys."""
    return wording.describe(
        {field: _as_told(field, result) for field, result in compared.items()}, labels=labels
    )


def _as_told(field: str, result: str) -> str:
    if field in matching.IDENTIFIERS and result in _ALIKE:
        return _("did not help to find you")
    return result
