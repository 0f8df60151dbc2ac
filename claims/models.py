"""Every table of the first floor on one screen."""

from claims.eligibility.models import Match, Verdict
from claims.filing.models import Claim, ClaimVersion, Draft, Submission
from claims.nearmisses.models import NearMiss, NearMissSearch
from claims.optouts.models import Exclusion
from claims.review.models import Allowance, Assignment, Decision

__all__ = [
    "Allowance",
    "Assignment",
    "Claim",
    "ClaimVersion",
    "Decision",
    "Draft",
    "Exclusion",
    "Match",
    "NearMiss",
    "NearMissSearch",
    "Submission",
    "Verdict",
]
