"""Open members' sealed details. Every opening is an event with its purpose, and limited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settlement.accounts.models import User
from settlement.delivery.columns import COLUMNS
from settlement.errors import Refusal
from settlement.identifiers import masking, notice_ids
from settlement.roster import blocks, gate, layers
from settlement.roster.keyring import details_key
from settlement.sealed import unseal
from settlement.terms.models import Settlement

NO_SUCH_MEMBER = "The class list in use has no such member. Verify the claim again."


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """A member as the list delivered it; "" where it said nothing."""

    member_ref: str
    notice_id: str
    email: str
    phone: str
    username: str
    first_name: str
    last_name: str
    line1: str
    line2: str
    city: str
    state: str
    zip: str


def open_detail(*, settlement: Settlement, member_no: int, purpose: str, by: User) -> MemberDetail:
    """Read one member's details, and record that `by` did so and why.

    raises: Refusal when the list has no such member, or its key is destroyed;
            gate.TooManyReadings
    """
    (only,) = open_details(settlement=settlement, member_nos=[member_no], purpose=purpose, by=by)
    return only


def open_details(
    *, settlement: Settlement, member_nos: Sequence[int], purpose: str, by: User
) -> list[MemberDetail]:
    """The same of a few members, in their order: all of them, or none."""
    found = [_places(settlement, member_no) for member_no in member_nos]
    refs = [f"{settlement.slug}/{member_no}" for member_no in member_nos]
    gate.pass_through(gate.OPENING, settlement=settlement, refs=refs, purpose=purpose, by=by)
    return [_opened(settlement, member_places) for member_places in found]


def _places(settlement: Settlement, member_no: int) -> list[layers.Place]:
    found = layers.places(settlement_id=settlement.pk, member_no=member_no)
    if not found:
        raise Refusal(NO_SUCH_MEMBER)
    return found


def _opened(settlement: Settlement, found: Sequence[layers.Place]) -> MemberDetail:
    key = details_key(settlement.pk, version=found[0].key_version)
    texts = layers.laid_over(
        (place.columns, _unpacked(place, settlement_id=settlement.pk, key=key)) for place in found
    )
    if len(texts) < len(COLUMNS):
        raise Refusal(NO_SUCH_MEMBER)
    del texts["confirmation_code"]  # it proves who holds the letter; nobody else is to know it
    return MemberDetail(**texts | {"notice_id": notice_ids.id_as_printed(texts["notice_id"])})


def _unpacked(place: layers.Place, *, settlement_id: int, key: bytes) -> Mapping[str, str]:
    block, slot = blocks.place(place.no)
    opened = unseal(place.sealed, key=key, about=blocks.about(settlement_id, block))
    return blocks.unpack(opened, slot=slot) or {}


def masked(detail: MemberDetail) -> MemberDetail:
    """The same, as far as a reviewer needs it to compare."""
    return MemberDetail(
        member_ref=masking.end(detail.member_ref),
        notice_id=masking.end(detail.notice_id),
        email=masking.email(detail.email),
        phone=masking.phone(detail.phone),
        username=masking.start(detail.username),
        first_name=masking.initial(detail.first_name),
        last_name=masking.start(detail.last_name),
        line1=masking.street(detail.line1),
        line2=masking.street(detail.line2),
        city=detail.city,
        state=detail.state,
        zip=masking.zip_code(detail.zip),
    )
