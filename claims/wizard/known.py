"""What the class list knows of the member whose Notice ID and Confirmation Code were given.

A wrong code, an unknown Notice ID and a list that is not loaded are answered alike.
"""

from typing import Any

from django.utils.translation import gettext as _

from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.identifiers import normalise
from settlement.ratelimit import Limit, is_spent, source_of, spend
from settlement.roster import details, lookup
from settlement.terms.models import Settlement
from settlement.terms.schema import Terms

PER_ADDRESS = Limit("notice-by-address", most=200, seconds=60 * 60)  # a school shares an address
PER_NOTICE = Limit("notice-by-number", most=10, seconds=60 * 60)
IN_ALL = Limit("notice-in-all", most=3_000, seconds=60)

_FIELDS = (
    "email", "phone", "first_name", "last_name", "line1", "line2", "city", "state", "zip",
)  # fmt: skip


class PairNotFound(Refusal):
    """The pair opens nothing: a wrong code, an unknown number, or no list; never said which."""


class Paused(Refusal):
    """Too many pairs were wrong, for this number, from this address or in all."""


def known_by(
    *,
    settlement: Settlement,
    terms: Terms,
    notice_id: str,
    code: str,
    address: str,
    by: User,
) -> dict[str, Any]:
    """Fields of a claim as the class list has them; the reading is audited under `by`.

    raises: PairNotFound, which counts against the number and the address; Paused
    """
    counted = [
        (PER_NOTICE, f"{settlement.pk}/{normalise.notice_id(notice_id)}"),  # however it is spelt
        (PER_ADDRESS, source_of(address)),
        (IN_ALL, ""),
    ]
    if is_spent(*counted):
        raise Paused(
            _("Too many wrong pairs were tried. Try again in an hour, or continue without one.")
        )
    candidate = lookup.find_by_code(
        settlement=settlement, notice_id=notice_id, code=code, terms=terms.roster
    )
    if candidate is None:
        spend(*counted)
        raise PairNotFound(
            _("We could not find that pair. Compare it with your notice, or continue without it.")
        )
    detail = details.open_detail(
        settlement=settlement, member_no=candidate.member_no, purpose="prefill", by=by
    )
    known: dict[str, Any] = {name: getattr(detail, name) for name in _FIELDS}
    return known | {"usernames": [detail.username] if detail.username else []}
