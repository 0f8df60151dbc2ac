"""What the pages of what is left list."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet, Sum

from payouts.residual.models import GIVING_UP, Disposal, DisposalStatus, Portion
from settlement.audit.models import Event
from settlement.money import dollars
from settlement.terms.models import Settlement

COLUMNS = (
    "disposal",
    "kind",
    "state",
    "to",
    "account",
    "amount",
    "payees",
    "made_by",
    "approved_by",
    "approved_at",
    "paid_at",
    "bank_reference",
)


def disposals_of(settlement: Settlement) -> list[tuple[Disposal, int | None]]:
    """A case's disposals, newest first, a handful; each with the cents of it that left the fund, or
    None where none are to leave it, or not yet: it is not approved, or it joins the residual."""
    rows = Disposal.objects.filter(settlement=settlement).select_related("made_by", "approved_by")
    paid = Sum("portions__cents", filter=Q(portions__paid_at__isnull=False), default=0)
    return [
        (each, int(each.paid_cents) if _leaves(each) else None)
        for each in rows.annotate(paid_cents=paid).order_by("-number")
    ]


def _leaves(disposal: Disposal) -> bool:
    return disposal.status == DisposalStatus.APPROVED and disposal.kind not in GIVING_UP


def waiting_in(settlement: Settlement) -> Disposal | None:
    """The disposal that waits for its approval, at most one; until then no other is made."""
    return Disposal.objects.filter(settlement=settlement, status=DisposalStatus.MADE).first()


def portions_for_csv(settlement: Settlement) -> Iterator[tuple[object, ...]]:
    """Every portion of every disposal, in the order in which they were made."""
    rows = Portion.objects.filter(disposal__settlement=settlement)
    people = ("disposal__made_by", "disposal__approved_by")
    for portion in rows.select_related(*people).order_by("disposal__number", "place"):
        disposal = portion.disposal
        yield (
            disposal.number,
            disposal.kind,
            disposal.status,
            portion.name,
            portion.account,
            dollars(portion.cents),
            portion.payees,
            disposal.made_by,
            disposal.approved_by,
            disposal.approved_at and disposal.approved_at.isoformat(),
            portion.paid_at and portion.paid_at.isoformat(),
            portion.bank_reference,
        )


def history_of(disposal: Disposal) -> QuerySet[Event]:
    """What happened to a disposal, in order."""
    events = Event.objects.filter(entity=disposal.ENTITY, ref=disposal.audit_ref)
    return events.select_related("actor").order_by("pk")
