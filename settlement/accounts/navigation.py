"""Where staff can go: every part of the house by the name of its first page and who may see it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from settlement.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """permission: what opens it; empty: any of the staff."""

    label: str
    url_name: str
    permission: str = ""


HOME = Place("Home", "staff-home")
PLACES = (
    HOME,
    Place("Claims", "review-queues", "claims.view_claim"),
    Place("Class list", "roster-lists", "settlement.view_rosterimport"),
    Place("Exclusions", "exclusion-list", "claims.view_exclusion"),
    Place("Fund", "ledger-funds", "payouts.view_run"),
    Place("Runs", "run-list", "payouts.view_run"),
    Place("Batches", "batch-list", "payouts.view_batch"),
    Place("Residual", "residual-cases", "payouts.view_run"),
    Place("What if", "simulate-cases", "payouts.view_run"),
    Place("Shadow runs", "shadow-list", "payouts.view_shadowrun"),
    Place("History", "audit-log", "settlement.view_event"),
    Place("People", "people-list", "settlement.view_user"),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    current: bool


def links(request: HttpRequest) -> list[Link]:
    """The places that this person may enter. Current is the one that the page lies in."""
    if not isinstance(request.user, User):
        return []
    seen = [
        (place, address)
        for place in PLACES
        if (not place.permission or request.user.has_perm(place.permission))
        and (address := _address(place)) is not None
    ]
    around = [address for place, address in seen if _lies_in(request.path, place, address)]
    nearest = max(around, key=len, default=None)  # a run's page lies below the fund's address, too
    return [Link(place.label, address, current=address == nearest) for place, address in seen]


def _lies_in(path: str, place: Place, address: str) -> bool:
    # Every page of the staff lies below the home page's address.
    return path == address if place is HOME else path.startswith(address)


def _address(place: Place) -> str | None:
    # The places belong to floors above this one, and a house may be built without one of them.
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return None
