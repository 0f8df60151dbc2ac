"""Claims that a run leaves out because nobody has decided them yet, said before it is approved."""

from dataclasses import dataclass

from django.db.models import Count

from claims.filing.models import Claim, ClaimStatus
from payouts.allocation.models import Run

_WORDS = {
    ClaimStatus.FILED: "filed and not verified",
    ClaimStatus.IN_REVIEW: "in review",
    ClaimStatus.DEFICIENT: "with something missing",
}


@dataclass(frozen=True, slots=True)
class Undecided:
    """How many claims of a run's case are undecided now, by status; and what it means."""

    by_status: dict[str, int]
    preliminary: bool

    @property
    def count(self) -> int:
        return sum(self.by_status.values())

    @property
    def asks_for_reason(self) -> bool:
        """A final run over undecided claims is approved with a reason alone."""
        return self.count > 0 and not self.preliminary

    def __str__(self) -> str:
        each = ", ".join(
            f"{self.by_status[status]:,} {words}"
            for status, words in _WORDS.items()
            if self.by_status.get(status)
        )
        one = self.count == 1
        meaning = (
            "A later run takes in those that are approved by then."
            if self.preliminary
            else "The run is final: it awards them nothing, and once it is paid no share is left"
            " for them. Decide them first and make a new run, or approve this one with a reason."
        )
        return f"{self.count:,} claim{' is' if one else 's are'} not decided: {each}. {meaning}"


def undecided(run: Run) -> Undecided:
    """The claims that nobody has decided yet, counted at this moment."""
    counts = (
        Claim.objects.filter(settlement=run.settlement_id, status__in=[*_WORDS])
        .values_list("status")
        .annotate(count=Count("pk"))
    )
    return Undecided(dict(counts), run.preliminary)
