"""What a run froze and computed about one claim, read from its own rows: never from today's terms,
and never from today's answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from claims.filing.models import Claim
from payouts.allocation.models import (
    Award,
    Measure,
    Outcome,
    Run,
    RunKind,
    RunStatus,
    Share,
    Snapshot,
)
from payouts.explanations.explain import explain
from payouts.explanations.lines import Everybody, Explanation, Facts, TrancheShare
from payouts.explanations.statements import everybody, has_fallen
from settlement.money import cents_of
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of_version


@dataclass(frozen=True, slots=True)
class Explained:
    """One run's account of one claim. terms: those the run was made under
    fallen: the claim was changed after the run froze it, so the award is not paid as it is"""

    run: Run
    terms: Terms
    explanation: Explanation
    fallen: bool


def explained(claim: Claim) -> list[Explained]:
    """The approved runs that awarded the claim, explained, in the order of distributions.

    raises: DoesNotAddUp
    """
    runs = Run.objects.filter(settlement=claim.settlement_id, status=RunStatus.APPROVED)
    runs = runs.select_related("terms_version").defer("terms_version__text")
    found = (explained_by(run, claim) for run in runs.order_by("distribution"))
    return [each for each in found if each is not None]


def explained_by(run: Run, claim: Claim) -> Explained | None:
    """One run's account of the claim; None where the run did not award it.

    raises: DoesNotAddUp
    """
    facts = facts_of(run, claim)
    if facts is None:
        return None
    return Explained(
        run=run,
        terms=facts.terms,
        explanation=explain(facts),
        fallen=has_fallen(run_id=run.pk, claim_id=claim.pk),
    )


def facts_of(run: Run, claim: Claim) -> Facts | None:
    """What the run froze and computed about the claim; None where it did not award it."""
    award = Award.objects.filter(run=run, claim=claim).first()
    if award is None:
        return None
    frozen = Snapshot.objects.get(run=run, claim=claim)
    measure = Measure.objects.get(run=run, number=frozen.measure)
    later = run.kind != RunKind.FIRST
    return Facts(
        terms=terms_of_version(run.terms_version),
        figures=run.figures,
        later=later,
        net_cents=run.net_cents or 0,
        # By the figures, there before it is closed; a later one keeps what it did not give.
        reserve_cents=0 if later else cents_of(run.figures.get("reserve", "0.00")),
        answers=measure.answers,
        reason=measure.reason,
        shares=[*_shares(frozen, later=later)],
        award_cents=award.cents,
    )


def _shares(frozen: Snapshot, *, later: bool) -> Iterator[TrancheShare]:
    for share in Share.objects.filter(run=frozen.run_id, measure=frozen.measure):
        # "" is less than every claim number, and numbers are compared byte by byte, like the run's.
        more = frozen.claim_number <= share.extra_until
        dropped = share.outcome == Outcome.DROPPED
        yield TrancheShare(
            tranche=share.tranche,
            points=Fraction(share.points),
            cents=share.cents + more,
            counted=share.counted,
            dropped=dropped,
            everybody=_everybody(share) if dropped and not later else None,
        )


def _everybody(share: Share) -> Everybody:
    claims, points, most = everybody(run_id=share.run_id, tranche=share.tranche)
    return Everybody(claims, Fraction(points), Fraction(most))
