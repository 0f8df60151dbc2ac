"""Open the sealed details of one member. Every opening is an event with its purpose."""

from dataclasses import dataclass

from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.keys.services import case_key
from settlement.roster import blocks, masking, normalise, notice_ids
from settlement.sealed import unseal
from settlement.terms.models import Settlement

# A member taken from the list may still stand in its block; he is not to be read.
BLOCK_OF_MEMBER = """
    SELECT sealed FROM settlement_memberdetail
     WHERE settlement_id = %(settlement_id)s AND block = %(block)s
       AND EXISTS (SELECT FROM settlement_classmember
                    WHERE settlement_id = %(settlement_id)s AND member_no = %(member_no)s)
"""


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

    raises: Refusal when the list has no such member, or the case's key is destroyed
    """
    place = blocks.place(member_no)
    found = sql.rows(
        BLOCK_OF_MEMBER, settlement_id=settlement.pk, block=place.block, member_no=member_no
    )
    if not found:
        raise Refusal("The class list in use has no such member. Verify the claim again.")
    audit.record(
        kind="roster.read",
        entity="member",
        ref=f"{settlement.slug}/{member_no}",
        by=by,
        settlement_id=settlement.pk,
        why=purpose,
    )
    block = unseal(
        found[0][0],
        key=case_key(settlement.pk, "roster/details"),
        about=blocks.about(settlement.pk, place.block),
    )
    texts = blocks.unpack(block, slot=place.slot)
    if texts is None:
        raise Refusal("The class list in use has no such member. Verify the claim again.")
    del texts["confirmation_code"]  # it proves who holds the letter; nobody else is to know it
    return MemberDetail(**texts | {"notice_id": _grouped(texts["notice_id"])})


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


def _grouped(notice_id: str) -> str:
    """Our own notice IDs as the letter shows them; others as the list has them."""
    canonical = normalise.notice_id(notice_id)
    ours = notice_ids.is_notice_id(canonical)
    return notice_ids.grouped(canonical, size=notice_ids.ID_GROUP) if ours else notice_id
