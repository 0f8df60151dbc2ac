"""Opening a claim by number and code, with limits on guessing.

Limited are the number, the source and everybody together. Who tries ten wrong codes for a number
also stops its owner for an hour at most; the signed link from the receipt's letter is not limited.
"""

from django.utils.translation import gettext as _

from claims.filing import access, numbers
from claims.filing.models import Claim
from settlement.errors import Refusal
from settlement.ratelimit import Limit, is_spent, source_of, spend
from settlement.terms.models import Settlement

PER_NUMBER = Limit("status-by-number", most=10, seconds=60 * 60)
PER_SOURCE = Limit("status-by-source", most=100, seconds=60 * 60)  # a school shares an address
IN_ALL = Limit("status-in-all", most=3_000, seconds=60)


class WrongPair(Refusal):
    """Number and code do not belong together; never said which is wrong, or whether both are."""


class Paused(Refusal):
    """Too many wrong pairs."""


def claim_for(*, settlement: Settlement, number: str, code: str, address: str) -> Claim:
    """The claim that the pair opens.

    raises: WrongPair, which counts against number and source; Paused
    """
    counted = [(PER_SOURCE, source_of(address)), (IN_ALL, "")]
    if canonical := numbers.as_number(number):  # one bucket for a number, however it is spelt
        counted.append((PER_NUMBER, f"{settlement.pk}/{canonical}"))
    if is_spent(*counted):
        raise Paused(
            _(
                "There were too many wrong tries. Try again in an hour, or use the link in the"
                " e-mail with your receipt."
            )
        )
    claim = access.claim_by_number(settlement=settlement, number=number, code=code)
    if claim is None:
        spend(*counted)
        raise WrongPair(
            _(
                "That claim number and access code do not match. Check both against your receipt,"
                " letter by letter."
            )
        )
    return claim
