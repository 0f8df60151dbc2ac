"""Runs, batches and people by the names that a command is given."""

from uuid import UUID

from payouts.allocation.models import Run
from payouts.payments.models import Batch
from settlement.accounts import lookup
from settlement.accounts.models import User
from settlement.errors import Refusal

_MOST_DIGITS = 9


def run_named(slug: str, name: str) -> Run:
    """A case's run by its number or public id; Refusal where there is none."""
    runs = Run.objects.select_related("settlement").filter(settlement__slug=slug)
    key = {"number": _number(name)} if _number(name) else {"public_id": _uuid(name)}
    run = runs.filter(**key).first()
    if run is None:
        raise Refusal(f'Case "{slug}" has no run {name}. Make one with allocate first.')
    return run


def batch_named(name: str) -> Batch:
    """A batch by its public id, or as SLUG/NUMBER; Refusal where there is none."""
    slug, _slash, number = name.rpartition("/")
    rows = Batch.objects.select_related("settlement", "file")
    key: dict[str, object] = {"public_id": _uuid(name)}
    if slug:
        key = {"settlement__slug": slug, "number": _number(number)}
    batch = rows.filter(**key).first()
    if batch is None:
        raise Refusal(f"There is no batch {name}. Name it by its id, or as tiktok/1.")
    return batch


def acting(email: str | None, *, permission: str) -> User:
    """Who a command acts for, as `accounts.lookup.acting` has it.

    Elsewhere the command itself would be another than the person who then approves on the site.
    """
    return lookup.acting(
        email, permission=permission, why_named="Money is moved under a person's name."
    )


def _number(text: str) -> int | None:
    digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if digits else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
