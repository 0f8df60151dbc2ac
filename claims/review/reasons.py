"""Why a reviewer denies a claim or asks for more: codes, with words for staff and for claimants."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.filing.models import ClaimStatus


@dataclass(frozen=True, slots=True)
class Reason:
    """outcome: the decision that may have it; claimant: the sentence that the letter brings."""

    code: str
    outcome: str
    title: str
    claimant: str | Promise


OTHER_DENIAL, OTHER_ASKING = "other_denial", "other_asking"
NEEDS_MESSAGE = frozenset({OTHER_DENIAL, OTHER_ASKING})

_ALL = (
    Reason(
        "not_a_member",
        ClaimStatus.DENIED,
        "Not a member of the class",
        _("Nothing that you entered leads to a member on the list of the class."),
    ),
    Reason(
        "another_person",
        ClaimStatus.DENIED,
        "The member is another person",
        _("What you entered belongs to a class member with another name."),
    ),
    Reason(
        "filed_twice",
        ClaimStatus.DENIED,
        "Filed twice",
        _("There is another claim for the same class member, and each member is paid once."),
    ),
    Reason(
        "shared_destination",
        ClaimStatus.DENIED,
        "Many claims to one destination",
        _(
            "Many claims ask for payment to the same place, and we could not confirm that this"
            " one is made by a class member."
        ),
    ),
    Reason(
        "no_guardian",
        ClaimStatus.DENIED,
        "Minor without a guardian",
        _("The claimant is under 18, and no parent or guardian filed for them."),
    ),
    Reason(
        "late",
        ClaimStatus.DENIED,
        "Late, and not admitted by the court",
        _("Your claim came after the last day for claims, and the court did not admit it."),
    ),
    Reason(
        "opted_out",
        ClaimStatus.DENIED,
        "Excluded from the class",
        _(
            "You asked to be excluded from this settlement, and who is excluded is not paid. If"
            " you did not ask for it, say so when you ask us to look again."
        ),
    ),
    Reason(
        OTHER_DENIAL,
        ClaimStatus.DENIED,
        "Another reason, said in the message",
        _("The reason is this:"),
    ),
    Reason(
        "guardian_missing",
        ClaimStatus.DEFICIENT,
        "A guardian must file",
        _("The claimant is under 18. A parent or guardian has to file for them."),
    ),
    Reason(
        "proof_of_name",
        ClaimStatus.DEFICIENT,
        "Proof of the name",
        _(
            "The name on your claim is not the one on the list. Send us something that shows"
            " both names, or the name on the list: a marriage certificate, an old statement."
        ),
    ),
    Reason(
        "notice_asked_for",
        ClaimStatus.DEFICIENT,
        "Notice ID and Confirmation Code",
        _(
            "We could not tell which class member you are. Send us the Notice ID and the"
            " Confirmation Code that stand together on your notice."
        ),
    ),
    Reason(
        "proof_of_account",
        ClaimStatus.DEFICIENT,
        "Proof of the account",
        _(
            "We could not tell which class member you are. Send us something that shows that the"
            " e-mail address, the phone number or the username is yours."
        ),
    ),
    Reason(
        "proof_of_amount",
        ClaimStatus.DEFICIENT,
        "Proof of the amount",
        _(
            "We have nothing that shows the amount you claimed. Send us a document that does: a"
            " receipt, a bill, a bank statement."
        ),
    ),
    Reason(
        OTHER_ASKING,
        ClaimStatus.DEFICIENT,
        "Something else, said in the message",
        _("We ask you for this:"),
    ),
)
BY_CODE: Mapping[str, Reason] = {reason.code: reason for reason in _ALL}


def of(outcome: str) -> list[Reason]:
    """The reasons that a decision may have."""
    return [reason for reason in _ALL if reason.outcome == outcome]
