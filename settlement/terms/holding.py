"""One at a time: whoever opens a case's jobs or moves its money holds the case's row."""

from settlement.terms.models import Settlement


def lock_case(settlement_id: int) -> Settlement:
    """Hold a case's row until the transaction ends.

    No key is locked, so that claims can be filed meanwhile: its holder may wait for somebody who
    reads the class list for long.
    """
    return Settlement.objects.select_for_update(no_key=True).get(pk=settlement_id)
