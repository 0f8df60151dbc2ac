"""How many documents are made, for each costs a little of the processor: about 7 ms."""

from typing import ClassVar

from django.utils.translation import gettext as _

from settlement.errors import Refusal
from settlement.ratelimit import Limit, is_spent, source_of, spend

PER_CLAIM = Limit("amount-pdf-by-claim", most=10, seconds=10 * 60)
PER_SOURCE = Limit("amount-pdf-by-source", most=100, seconds=60 * 60)
IN_ALL = Limit("amount-pdf-in-all", most=3_000, seconds=60)


class TooManyDocuments(Refusal):
    """The document was made too often in a short while."""

    status: ClassVar[int] = 429


def count_document(*, claim: str, address: str) -> None:
    """Count one document for a claim and for whoever asks from `address`.

    raises: TooManyDocuments, and counts nothing
    """
    counted = [(PER_CLAIM, claim), (PER_SOURCE, source_of(address)), (IN_ALL, "")]
    if is_spent(*counted):
        raise TooManyDocuments(
            _("This document was made many times in a short while. The page says the same.")
        )
    spend(*counted)
