"""Every task of the first floor."""

from claims.eligibility.tasks import close_verification, verify_chunk, verify_claim, verify_due
from claims.filing.tasks import forget_drafts
from claims.nearmisses.tasks import close_search, search_chunk, search_due

__all__ = [
    "close_search",
    "close_verification",
    "forget_drafts",
    "search_chunk",
    "search_due",
    "verify_chunk",
    "verify_claim",
    "verify_due",
]
