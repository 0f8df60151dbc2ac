"""Pure: the rules by which a claim is approved, held for a person, or found incomplete.

They are asked in the order of RULES and the first that holds speaks. `verdicts.py` asks the
same rules of many claims inside PostgreSQL, and a test holds the two equal.
`docs/algorithms/eligibility.md` says why each rule stands where it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass

from claims.eligibility.matching import Finding

APPROVED, IN_REVIEW, DEFICIENT = "approved", "in_review", "deficient"
REPEATED = 5  # claims to one payment destination, from which on a person looks at all of them


@dataclass(frozen=True)
class Facts:
    """What the rules ask about a claim.

    finding:            what matching made of its identifiers (matching.Finding)
    minor, guardian:    the claimant is under 18; a guardian files
    excluded:           the member left the class, and no court took it back; asked only of a sure
                        finding
    late:               received after the claims closed
    claimed:            another claim is approved for the same member, or was received earlier
                        and is neither refused, withdrawn nor incomplete (a child's own claim is,
                        decided or not), or was paid by a class list since replaced and has an
                        identifier of this one; asked only of a sure finding
    contradicts:        an answer is another than the member's flag that its question names
    to_check:           an amount is claimed that a document has to show, and not all of it is
                        allowed: nobody decided, or less, which a person approves and writes about
    destination_claims: claims whose money would go where this one's goes, itself included
    """

    finding: Finding
    minor: bool = False
    guardian: bool = False
    excluded: bool = False
    late: bool = False
    claimed: bool = False
    contradicts: bool = False
    to_check: bool = False
    destination_claims: int = 1

    @property
    def repeated(self) -> bool:
        return self.destination_claims >= REPEATED


@dataclass(frozen=True)
class Rule:
    """One rule: its code, the claim status that follows, and when it holds."""

    code: str
    outcome: str
    holds: Callable[[Facts], bool]

    @property
    def queue(self) -> str:
        """The queue in which the claim waits for a person; empty where it waits for none."""
        return self.code if self.outcome == IN_REVIEW else ""


def _found(finding: Finding, outcome: str) -> Rule:
    return Rule(finding.value, outcome, lambda facts: facts.finding is finding)


RULES = (
    # Asked before anything that depends on the class list, so that what we answer a child
    # says nothing about who is in the class.
    Rule("minor_without_guardian", DEFICIENT, lambda facts: facts.minor and not facts.guardian),
    Rule("repeated_destination", IN_REVIEW, lambda facts: facts.repeated),
    # Before `late`: a court's order may admit a late claim, but not one of somebody who left.
    Rule("excluded", IN_REVIEW, lambda facts: facts.excluded),
    Rule("late", IN_REVIEW, lambda facts: facts.late),
    _found(Finding.NOT_LISTED, IN_REVIEW),
    _found(Finding.SEVERAL_MEMBERS, IN_REVIEW),
    _found(Finding.CODE_MISSING, IN_REVIEW),
    _found(Finding.NAME_DIFFERS, IN_REVIEW),
    Rule("already_claimed", IN_REVIEW, lambda facts: facts.claimed),
    # By now it is known whose the claim is, so that the amount is all a person has to decide.
    Rule("evidence_to_check", IN_REVIEW, lambda facts: facts.to_check),
    # By now the member is sure, and the list's flag counts: a person would have nothing to decide.
    Rule("answer_contradicts_list", APPROVED, lambda facts: facts.contradicts),
    _found(Finding.CODE_AND_NAME, APPROVED),
    _found(Finding.TWO_IDENTIFIERS, APPROVED),
    _found(Finding.IDENTIFIER_AND_NAME, APPROVED),
)
BY_CODE = {rule.code: rule for rule in RULES}
APPROVING = tuple(rule.code for rule in RULES if rule.outcome == APPROVED)


def decide(facts: Facts) -> Rule:
    """The first rule that holds. Every finding has a rule, so there is always one."""
    return next(rule for rule in RULES if rule.holds(facts))
