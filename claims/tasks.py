"""Every task of the first floor."""

from claims.eligibility.tasks import close_verification, verify_chunk, verify_claim, verify_due
from claims.filing.tasks import forget_drafts

__all__ = ["close_verification", "forget_drafts", "verify_chunk", "verify_claim", "verify_due"]
