"""What the stops of a claim are called, and what each means for the claimant."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.portal.timeline import Mark

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    """title: the stop in a few words; more: what it means, where the title does not say it."""

    title: Text
    more: Text = ""


MARKS: Mapping[Mark, Words] = {
    Mark.FILED: Words(_("You filed your claim")),
    Mark.CHECKING: Words(
        _("We are comparing your claim with the class list"),
        _("This takes a few minutes, or a few hours on busy days. You do not need to do anything."),
    ),
    Mark.CHECKED: Words(_("We compared your claim with the class list")),
    Mark.IN_REVIEW: Words(
        _("A person is reviewing your claim"),
        _("If we need anything from you, we will write to you."),
    ),
    Mark.DEFICIENT: Words(
        _("Something is missing"), _("You have until this day to fix it. See above for what to do.")
    ),
    Mark.APPROVED: Words(_("Your claim is approved")),
    Mark.DENIED: Words(_("Your claim is denied")),
    Mark.DUPLICATE: Words(
        _("Your claim was filed twice"), _("Each member is paid once, for one claim.")
    ),
    Mark.EXCLUDED: Words(
        _("You left the settlement"),
        _("You asked to be excluded. This settlement does not pay you and does not bind you."),
    ),
    Mark.WITHDRAWN: Words(_("You withdrew your claim"), _("It will not be paid.")),
    Mark.PAYING: Words(_("Your payment is being prepared")),
    Mark.WAITING: Words(
        _("Your claim is waiting to be paid"),
        _("We can work out how much each claim is worth once all claims are decided."),
    ),
    Mark.CLAIMS_CLOSE: Words(_("Last day to file claims")),
    Mark.HEARING: Words(_("Final hearing before the court")),
    Mark.PAYMENT: Words(
        _("Payment"),
        _(
            "If your claim is approved, we pay you after the court's final approval and any"
            " appeals."
        ),
    ),
}

STATUSES: Mapping[str, Text] = {
    "filed": _("Received"),
    "in_review": _("In review"),
    "deficient": _("Something is missing"),
    "approved": _("Approved"),
    "denied": _("Denied"),
    "withdrawn": _("Withdrawn"),
    "duplicate": _("Filed twice"),
    "excluded": _("Excluded"),
}
