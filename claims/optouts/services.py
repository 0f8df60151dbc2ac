"""Record that a member left the class, and that a court's order took it back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from claims.optouts import statements
from claims.optouts.models import Exclusion, ExclusionStatus
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.identifiers import normalise
from settlement.identifiers.identifiers import key_or_none
from settlement.keys.services import case_key
from settlement.roster.keyring import hashing_keys
from settlement.roster.lookup import keys_for
from settlement.roster.statements import read_list
from settlement.sealed import seal_json, unseal_json
from settlement.terms.models import Settlement

EXCLUDED, FREED = "the member left the class", "the exclusion was reversed"  # why claims move


class NotOnTheList(Refusal):
    """The list in use has no such member."""


class ExcludedAlready(Refusal):
    """An exclusion of this member is in force."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wrote who wants to leave. The member is named by either of the first two."""

    member_ref: str = ""
    notice_id: str = ""
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """held: approved claims that go back to verification; paid: numbers of claims being paid"""

    exclusion: Exclusion
    held: int
    paid: Sequence[str]


@transaction.atomic
def record(
    *,
    settlement: Settlement,
    request: Request,
    received_on: date,
    today: date,
    batch: str = "",
    counsel: str = "",
    by: User,
) -> Recorded:
    """Record one exclusion and take back what is approved for the member and not being paid.

    The caller rings for verification after COMMIT; the beat finds the claims by itself.
    raises: NotOnTheList, ExcludedAlready; Refusal where the day is to come
    """
    member_no, ref_key = check(
        settlement=settlement, request=request, received_on=received_on, today=today
    )
    exclusion = Exclusion(
        settlement=settlement,
        ref_key=ref_key,
        member_no=member_no,
        received_on=received_on,
        batch=batch,
        counsel=counsel,
        recorded_by=by,
    )
    exclusion.sealed = seal_json(asdict(request), key=_key(exclusion), about=_about(exclusion))
    exclusion.save()
    held = statements.hold(
        settlement_id=settlement.pk, exclusion_id=exclusion.pk, by=by.pk, why=EXCLUDED
    )
    # Asked after it: whoever was paying one of the claims meanwhile was waited for.
    paid = statements.paid(settlement_id=settlement.pk, member_no=member_no)
    audit.record(
        kind="exclusion.in_force",
        entity=Exclusion.ENTITY,
        ref=exclusion.audit_ref,
        by=by,
        settlement_id=settlement.pk,
        why=f"received on {received_on}",
        data={"member_no": member_no, "batch": batch, "counsel": counsel, "paid": [*paid]},
    )
    return Recorded(exclusion, held, paid)


def check(
    *, settlement: Settlement, request: Request, received_on: date, today: date
) -> tuple[int, int]:
    """The member's number and reference key, if the request can be recorded.

    raises: as `record`
    """
    if received_on > today:
        raise Refusal(f"{received_on} is still to come. Give the day on which the request came.")
    read_list(settlement_id=settlement.pk)
    found = _member(settlement, request)
    if found is None:
        raise NotOnTheList(
            "The class list in use has nobody with this reference or notice ID. Compare it with"
            " the request."
        )
    in_force = Exclusion.objects.filter(
        settlement=settlement, ref_key=found[1], status=ExclusionStatus.IN_FORCE
    )
    if in_force.exists():
        raise ExcludedAlready("This member is excluded already.")
    return found


@transaction.atomic
def reverse(*, exclusion: Exclusion, order: str, by: User) -> int:
    """Reverse an exclusion by the court's order; claims held for it go back to verification.

    returns: how many
    raises:  Refusal without an order; WrongState where it is reversed already
    """
    if not order.strip():
        raise Refusal("Say which order of the court reverses this exclusion.")
    exclusion.move(ExclusionStatus.REVERSED, by=by, why=order.strip(), order=order.strip())
    if exclusion.member_no is None:
        return 0
    return statements.let_go(
        settlement_id=exclusion.settlement_id,
        member_no=exclusion.member_no,
        by=by.pk,
        why=FREED,
    )


def opened(*, exclusion: Exclusion, purpose: str, by: User) -> Request:
    """What the request says. The reading is recorded."""
    audit.record(
        kind="exclusion.opened",
        entity=Exclusion.ENTITY,
        ref=exclusion.audit_ref,
        by=by,
        settlement_id=exclusion.settlement_id,
        why=purpose,
    )
    return _opened(exclusion)


@transaction.atomic
def hold_approved(*, settlement: Settlement, by: User) -> int:
    """Take back every unpaid claim that is approved for an excluded member; return how many.

    There is one only where its approval, or the end of its payment, crossed with the exclusion.
    """
    return statements.hold(settlement_id=settlement.pk, by=by.pk, why=EXCLUDED)


@transaction.atomic
def rekey(*, settlement: Settlement) -> int:
    """Hash the references anew under the class list's key in use; return how many exclusions.

    Of a member on the list in use the list says the hash, for his number stays; of anybody else
    the request, where it gives the reference. A second call finds the same.
    """
    renewed, left = statements.rekey(settlement_id=settlement.pk)
    keys = hashing_keys(settlement.pk)
    for exclusion in Exclusion.objects.select_for_update().filter(pk__in=left):
        ref_key = key_or_none(keys.ref, _ref(_opened(exclusion)))
        if ref_key is not None:
            Exclusion.objects.filter(pk=exclusion.pk).update(ref_key=ref_key)
            renewed += 1
    return renewed


def _member(settlement: Settlement, request: Request) -> tuple[int, int] | None:
    ref = _ref(request)
    if ref:
        key = key_or_none(hashing_keys(settlement.pk).ref, ref)
        return statements.member(settlement=settlement, by="member_ref", key=key)
    notice_key = keys_for(settlement=settlement, notice_id=request.notice_id).notice_key
    return statements.member(settlement=settlement, by="notice_id", key=notice_key)


def _ref(request: Request) -> str:
    return normalise.member_ref(request.member_ref)


def _opened(exclusion: Exclusion) -> Request:
    return Request(**unseal_json(exclusion.sealed, key=_key(exclusion), about=_about(exclusion)))


def _key(exclusion: Exclusion) -> bytes:
    return case_key(exclusion.settlement_id, "claims/exclusion")


def _about(exclusion: Exclusion) -> str:
    return f"claims/exclusion/{exclusion.public_id}"
