"""Why less is allowed of an amount than is claimed: codes, with words for staff and claimants."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER = "other"  # says nothing without a message


@dataclass(frozen=True, slots=True)
class Reduction:
    code: str
    title: str
    claimant: str | Promise


_ALL = (
    Reduction("no_document", "No document", _("We have no document that shows this amount.")),
    Reduction("illegible", "Illegible", _("We could not read the document that you sent.")),
    Reduction(
        "outside_period",
        "Outside the period",
        _("All or part of it happened outside the period that the settlement covers."),
    ),
    Reduction(
        "already_reimbursed",
        "Already reimbursed",
        _("All or part of it was paid back to you by somebody else."),
    ),
    Reduction(
        "not_covered",
        "Not covered",
        _("All or part of it is a kind of loss that the settlement does not cover."),
    ),
    Reduction(
        "arithmetic", "Arithmetic", _("The documents that you sent add up to another amount.")
    ),
    Reduction(OTHER, "Another reason, said in the message", _("The reason is this:")),
)
BY_CODE: Mapping[str, Reduction] = {reduction.code: reduction for reduction in _ALL}
