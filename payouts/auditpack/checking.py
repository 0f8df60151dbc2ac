"""Whether a proof that somebody hands in is of an award in an approved run of the case."""

from dataclasses import dataclass

from payouts.auditpack import services
from payouts.auditpack.proofs import Failed, Proof, Step, proof_in
from settlement.terms.models import Settlement


@dataclass(frozen=True, slots=True)
class Checked:
    """failed: the first step that does not hold, None where all do; proof: where it could be read

    Only what stands in the proof is ever said, so nobody learns anything from a check of it.
    """

    failed: Step | None
    proof: Proof | None = None


def checked(text: str, *, settlement: Settlement) -> Checked:
    """Check a proof against the published roots of a case."""
    try:
        proof = proof_in(text)
    except Failed as failed:
        return Checked(failed.step)
    roots = services.published(settlement).values_list("root", flat=True)
    return Checked(None if proof.root in roots else Step.PUBLISHED, proof)
