"""The house checks itself, and the answer is kept as an event (`payments.agreement`).

Asked are the invariants, and whether ledger, payments and files of each case say the same.
"""

from django.db import transaction

from payouts.payments.agreement import Check, record_check
from payouts.reports import invariants
from payouts.reports.parity import compared
from settlement.accounts.models import User
from settlement.terms.models import Settlement


@transaction.atomic
def check_house(*, by: User) -> Check:
    """Ask everything now and record the answer, which opens or closes payout."""
    found = {name: len(rows) for name, rows in invariants.broken().items()}
    for settlement in Settlement.objects.order_by("slug"):
        parity = compared(settlement, by=by)
        name = f"ledger, payments and files of {settlement.slug} that differ"
        found[name] = len(parity.differences) + len(parity.sentences)
    broken = {name: rows for name, rows in found.items() if rows}
    return record_check(asked=len(found), broken=broken, by=by)
