"""A scripted reviewer: takes claim after claim and decides by what the desk shows, nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from claims.filing.models import ClaimStatus
from claims.nearmisses.comparing import Comparison
from claims.nearmisses.likeness import Likeness
from claims.review import services
from claims.review.dossier import Dossier, Member, open_dossier
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement

NEARLY = frozenset({Likeness.SAME, Likeness.ONE_LETTER, Likeness.TWO_LETTERS})
HELD = frozenset({ClaimStatus.APPROVED, ClaimStatus.IN_REVIEW, ClaimStatus.FILED})


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reviewer decides. reason: a code of review.reasons, but for an approval"""

    outcome: str
    reason: str = ""
    member_no: int | None = None


def work_the_queues(*, settlement: Settlement, by: User, decided: Callable[[int], object]) -> int:
    """Decide every claim that waits; return how many."""
    count = 0
    for dossier in _dossiers(settlement, by):
        opinion = opinion_of(dossier)
        try:
            _decide(dossier, opinion, by=by)
        except services.CannotApprove:
            _decide(dossier, Opinion(ClaimStatus.DENIED, "filed_twice"), by=by)
        count += 1
        decided(1)
    return count


def _dossiers(settlement: Settlement, by: User) -> Iterator[Dossier]:
    script = User.objects.service("demo")  # it reads more in an hour than a person may
    while claim := services.take_next(settlement=settlement, by=by, now=timezone.now()):
        yield open_dossier(claim=claim, by=script, purpose="review of the claim")


def _decide(dossier: Dossier, opinion: Opinion, *, by: User) -> None:
    services.decide(
        claim=dossier.claim,
        outcome=opinion.outcome,
        reason=opinion.reason,
        member_no=opinion.member_no,
        by=by,
        now=timezone.now(),
    )


def opinion_of(dossier: Dossier) -> Opinion:
    """Strict, as a reviewer of money is: what is not shown to be right is not approved."""
    if dossier.claim.queue == "repeated_destination":
        return Opinion(ClaimStatus.DENIED, "shared_destination")
    if not dossier.members:
        return Opinion(ClaimStatus.DENIED, "not_a_member")
    if any(rival.same_member and rival.claim.status in HELD for rival in dossier.rivals):
        return Opinion(ClaimStatus.DENIED, "filed_twice")
    same_person = [member for member in dossier.members if _is_same_person(member)]
    if len(same_person) == 1:
        return Opinion(ClaimStatus.APPROVED, member_no=same_person[0].member_no)
    if len(dossier.members) > 1:
        return Opinion(ClaimStatus.DEFICIENT, "notice_asked_for")
    return Opinion(ClaimStatus.DENIED, "another_person")


def _is_same_person(member: Member) -> bool:
    """The first name agrees, the family name nearly does, and so does where they live."""
    shown = {each.field: each for each in member.comparisons}
    return (
        _is(shown, "First name", NEARLY)
        and _is(shown, "Family name", NEARLY | {Likeness.SWAPPED})
        and _is(shown, "Street", {Likeness.SAME})
        and _is(shown, "ZIP", {Likeness.SAME})
    )


def _is(
    shown: dict[str, Comparison], field: str, wanted: frozenset[Likeness] | set[Likeness]
) -> bool:
    if field not in shown:
        raise Refusal(f"The desk does not show {field} any more; the scripted reviewer needs it.")
    return shown[field].likeness in wanted
