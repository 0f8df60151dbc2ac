"""Members who are one person are merged, by a rule that somebody calls or one by one; and parted.

Every change of the list is one RosterChange with all members it is about, so that claims that
lead to one of them are verified again.
"""

from django.db import transaction

from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.duplicates import aliases
from settlement.duplicates.duplicates import is_current
from settlement.duplicates.rules import BY_CODE
from settlement.duplicates.sharing import KeptApart, SharingSearch
from settlement.errors import Refusal
from settlement.roster import changes
from settlement.roster.in_use import list_in_use
from settlement.roster.models import ClassMember, MemberAlias, RosterChange
from settlement.roster.statements import change_list
from settlement.terms.models import Settlement

Kind = RosterChange.Kind


class NotListed(Refusal):
    """A number that no member of the list in use has, or the same number twice."""


@transaction.atomic
def merge_by_rule(*, search: SharingSearch, rule: str, by: User, why: str) -> RosterChange:
    """Merge the groups that a search found by a rule and did not leave to a person.

    raises: Refusal when the list was changed since the search, or there is nothing to merge
    """
    settlement = search.settlement
    check_rule(rule)
    _lock(settlement, why)
    if not is_current(search):
        raise Refusal("The class list was changed since it was searched. Search again.")
    change = _change(settlement, Kind.MERGE, by=by, why=why)
    merged = aliases.merge_by_rule(
        settlement_id=settlement.pk, search_id=search.pk, rule=rule, change_id=change.pk
    )
    if not merged:
        raise Refusal("Nobody is left to be merged by this rule.")
    return _told(
        change,
        aliases.tell(settlement_id=settlement.pk, change_id=change.pk, merge_id=change.pk),
        rule=rule,
        merged=merged,
    )


@transaction.atomic
def merge(*, settlement: Settlement, one: int, other: int, by: User, why: str) -> RosterChange:
    """Merge two members, and whoever was merged with either; the smallest number stays.

    raises: Refusal when they are one already, or one of them is not on the list
    """
    _lock(settlement, why)
    low, high = _two_persons(settlement, one, other)
    apart = aliases.kept_apart(settlement_id=settlement.pk, one=low, other=high)
    KeptApart.objects.filter(pk__in=apart).delete()
    change = _change(settlement, Kind.MERGE, by=by, why=why)
    MemberAlias.objects.filter(settlement=settlement, same_as=high).update(same_as=low)
    MemberAlias.objects.create(
        settlement=settlement,
        member_no=high,
        same_as=low,
        merged_into=low,
        rule=MemberAlias.PERSON,
        change=change,
    )
    return _told(
        change,
        aliases.tell(settlement_id=settlement.pk, change_id=change.pk, merge_id=change.pk),
        member_no=high,
        same_as=low,
    )


@transaction.atomic
def split(*, settlement: Settlement, member_no: int, by: User, why: str) -> RosterChange:
    """Take a member out of the person it was merged into, with whoever was merged into it.

    No rule merges the two again.
    raises: Refusal when the member is merged into nobody
    """
    _lock(settlement, why)
    alias = MemberAlias.objects.filter(settlement=settlement, member_no=member_no).first()
    if alias is None:
        raise Refusal(f"Member {member_no} is merged into nobody.")
    change = _change(settlement, Kind.SPLIT, by=by, why=why)
    told = aliases.tell(settlement_id=settlement.pk, change_id=change.pk, member_no=member_no)
    aliases.part(settlement_id=settlement.pk, change_id=change.pk, member_no=member_no)
    _keep_apart(settlement, alias.merged_into, member_no, by=by, why=why)
    return _told(change, told, member_no=member_no, was=alias.same_as)


@transaction.atomic
def undo(*, merge: RosterChange, by: User, why: str) -> RosterChange:
    """Part again whomever one merge joined; what was split off since stays as it is.

    raises: Refusal when the change is no merge, or nothing of it is left
    """
    settlement = merge.settlement
    _lock(settlement, why)
    change = _change(settlement, Kind.SPLIT, by=by, why=why)
    told = aliases.tell(settlement_id=settlement.pk, change_id=change.pk, merge_id=merge.pk)
    parted = aliases.part(settlement_id=settlement.pk, change_id=change.pk, merge_id=merge.pk)
    if not parted:
        raise Refusal("Nothing of this merge is left to undo.")
    return _told(change, told, undone=merge.pk, parted=parted)


@transaction.atomic
def keep_apart(*, settlement: Settlement, one: int, other: int, by: User, why: str) -> None:
    """Record that two members are two people, so that no rule merges them.

    raises: Refusal when they are merged, or one of them is not on the list
    """
    _lock(settlement, why)
    _two_persons(settlement, one, other)
    _keep_apart(settlement, one, other, by=by, why=why)
    audit.record(
        kind="roster.kept_apart",
        entity="roster",
        ref=list_in_use(settlement).audit_ref,
        by=by,
        settlement_id=settlement.pk,
        why=why,
        data={"members": sorted((one, other))},
    )


def check_rule(code: str) -> None:
    """raises: Refusal where there is no such rule"""
    if code not in BY_CODE:
        raise Refusal(f"There is no rule {code}. The rules are {', '.join(BY_CODE)}.")


def check_reason(why: str) -> None:
    """raises: Refusal where a change has none"""
    if not why.strip():
        raise Refusal("Say why: the reason is kept with the change.")


def check_listed(settlement: Settlement, one: int, other: int) -> None:
    """raises: NotListed where these are not two members of the list in use"""
    if one == other:
        raise NotListed("These are the same number. Choose two members.")
    listed = ClassMember.objects.filter(settlement=settlement, member_no__in=(one, other))
    numbers = {*listed.values_list("member_no", flat=True)}
    for member_no in (one, other):
        if member_no not in numbers:
            raise NotListed(f"Member {member_no} is not on the class list in use.")


def person_of(settlement: Settlement, member_no: int) -> int:
    """The number that stays for a member: its own, unless it was merged into another one."""
    alias = MemberAlias.objects.filter(settlement=settlement, member_no=member_no).first()
    return alias.same_as if alias else member_no


def _lock(settlement: Settlement, why: str) -> None:
    check_reason(why)
    change_list(settlement_id=settlement.pk)


def _two_persons(settlement: Settlement, one: int, other: int) -> tuple[int, int]:
    check_listed(settlement, one, other)
    low, high = sorted((person_of(settlement, one), person_of(settlement, other)))
    if low == high:
        raise Refusal(f"Members {one} and {other} are merged already, as member {low}.")
    return low, high


def _change(settlement: Settlement, kind: str, *, by: User, why: str) -> RosterChange:
    return RosterChange.objects.create(settlement=settlement, kind=kind, made_by=by, why=why)


def _told(change: RosterChange, members: int, **data: object) -> RosterChange:
    """Close a change: how many members it is about, what leads to them, and its event."""
    changes.keep_keys(change)
    change.members = members
    change.save(update_fields=["members"])
    audit.record(
        kind=f"roster.{change.kind}",
        entity="roster",
        ref=list_in_use(change.settlement).audit_ref,
        by=change.made_by,
        settlement_id=change.settlement_id,
        why=change.why,
        data={"change": change.pk, "members": members, **data},
    )
    return change


def _keep_apart(settlement: Settlement, one: int, other: int, *, by: User, why: str) -> None:
    low, high = sorted((one, other))
    KeptApart.objects.update_or_create(
        settlement=settlement, low_no=low, high_no=high, defaults={"made_by": by, "why": why}
    )
