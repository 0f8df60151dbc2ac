"""Which class list look-ups read, and which change of it was the last."""

from settlement.errors import Refusal
from settlement.roster.models import ImportStatus, RosterChange, RosterImport
from settlement.terms.models import Settlement


class NoListInUse(Refusal):
    """The case has no class list that look-ups read."""

    def __init__(self) -> None:
        super().__init__("This case has no class list in use. Import one first.")


def found_in_use(settlement: Settlement) -> RosterImport | None:
    """The import whose list look-ups read; None where the case has none."""
    return RosterImport.objects.filter(settlement=settlement, status=ImportStatus.READY).first()


def list_in_use(settlement: Settlement) -> RosterImport:
    """The same.

    raises: NoListInUse
    """
    found = found_in_use(settlement)
    if found is None:
        raise NoListInUse
    return found


def last_change(settlement: Settlement) -> int | None:
    """The latest change of the list in use, by its number; None where there was none."""
    changes = RosterChange.objects.filter(settlement=settlement).order_by("-pk")
    return changes.values_list("pk", flat=True).first()
