"""What a later distribution divides: the money that is left, and the bounds of who comes late."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from payouts.allocation import standing
from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.allocation.plan import Division, Later
from payouts.ledger import services as ledger
from payouts.ledger.chart import RESERVE
from settlement.errors import Refusal
from settlement.money import cents_of, dollars, shown
from settlement.terms.models import Settlement
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of_version


def money_of(run: Run, terms: Terms) -> Later | None:
    """The money that there is for a run of a later distribution; None for one of the first.

    Who is admitted late gets no more for a point than the others got: see `bounds`.
    """
    if run.kind == RunKind.FIRST:
        return None
    at_most = bounds(run.settlement) if run.kind == RunKind.LATE else {}
    fresh_cents = sum(ledger.left(run.settlement).values())
    return Later(fresh_cents, at_most, standing.awarded(run, terms))


def bounds(settlement: Settlement) -> Mapping[str, Fraction]:
    """The value of a point, or the scale, that each tranche used when everybody was paid: in the
    latest approved run, no late admission, that had somebody in it. A tranche that had none binds
    nobody."""
    return {name: value for name, (_run, value) in _binding(settlement).items()}


def _binding(settlement: Settlement) -> dict[str, tuple[Run, Fraction]]:
    """The run that binds each tranche, and by what value."""
    runs = Run.objects.filter(settlement=settlement, status=RunStatus.APPROVED)
    runs = runs.select_related("terms_version").defer("terms_version__text")
    found: dict[str, tuple[Run, Fraction | None]] = {}
    for run in runs.exclude(kind=RunKind.LATE).order_by("distribution"):
        found |= {name: (run, value) for name, value in values_in(run.figures).items()}
    return {name: (run, value) for name, (run, value) in found.items() if value is not None}


def values_in(figures: Mapping[str, Any]) -> dict[str, Fraction | None]:
    """The exact values that figures tell, by "pool.tranche", of tranches that anybody was in; None
    where there was none, for all had their cap."""
    return {
        name: Fraction(tranche["exact_value"]) if tranche["exact_value"] else None
        for name, tranche in _tranches(figures)
        if tranche["claims"]
    }


def _tranches(figures: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for pool in figures.get("pools", ()):
        for tranche in pool["tranches"]:
            yield f"{pool['key']}.{tranche['key']}", tranche


def check_names(settlement: Settlement, terms: Terms) -> None:
    """What was awarded before counts by its tranche's name, so each must still be there.

    raises: Refusal
    """
    names = {f"{pool.key}.{tranche.key}" for pool in terms.pools for tranche in pool.tranches}
    for run in Run.objects.filter(settlement=settlement, status=RunStatus.APPROVED):
        for name, tranche in _tranches(run.figures):
            if name not in names and cents_of(tranche["paid"]):
                raise Refusal(
                    f"Run {run.number} awarded {shown(cents_of(tranche['paid']))} in tranche"
                    f" {name}, which the settlement file in force does not have. A later"
                    " distribution counts what was awarded by that name; give the tranche its"
                    " name again."
                )


def check_units(settlement: Settlement, terms: Terms) -> None:
    """Late claims are bound by what others got for a point, so a point must still be that point.

    Called when a late admission is opened.
    raises: Refusal
    """
    measured = _measured(terms)
    for name, (run, _value) in _binding(settlement).items():
        before = _measured(terms_of_version(run.terms_version)).get(name)
        if name in measured and measured[name] != before:
            raise Refusal(
                f"In tranche {name} late claims may get no more for a point, or by a larger scale,"
                f" than run {run.number} gave, and the settlement file was amended since to measure"
                " that tranche by another unit: give it its points, amount and scale of that run"
                " again, and put what is new into a tranche of its own."
            )


def _measured(terms: Terms) -> dict[str, object]:
    """What each tranche measures a claim by, whichever way it is spelt."""
    return {
        f"{pool.key}.{tranche.key}": (
            tranche.points and tranche.points.root,
            tranche.amount and tranche.amount.root,
            tranche.scale,
        )
        for pool in terms.pools
        for tranche in pool.tranches
    }


def told(run: Run, division: Division, later: Later | None) -> dict[str, Any]:
    """What the figures of a later distribution tell beside its division: what fixed pools had
    awarded, and of a late admission the bounds, what stays in the reserve, and whether the money
    reached what the others got."""
    if later is None:
        return {}
    awarded = {key: dollars(cents) for key, cents in later.awarded.items()}
    return {
        **({"awarded": awarded} if awarded else {}),
        **(_told_of_late(run, division, later) if run.kind == RunKind.LATE else {}),
    }


def _told_of_late(run: Run, division: Division, later: Later) -> dict[str, Any]:
    reserve_cents = ledger.left(run.settlement).get(RESERVE, 0)
    kept_cents = max(0, reserve_cents - int(division.paid))
    values = {name: tranche.value for name, tranche in division.tranches.items()}
    short = sorted(
        name
        for name, bound in later.at_most.items()
        if (value := values.get(name)) is not None and value < bound
    )
    return {
        "at_most": {name: str(bound) for name, bound in later.at_most.items()},
        **({"reserve": dollars(kept_cents)} if kept_cents else {}),
        **({"note": _short(short)} if short else {}),
    }


def _short(names: list[str]) -> str:
    tranches = f"tranche {names[0]}" if len(names) == 1 else f"tranches {', '.join(names)}"
    return (
        f"The money that is left does not reach what the others got in {tranches}, so who comes"
        " late gets less for the same answers."
    )
