"""Every task of the first floor."""

from claims.eligibility.tasks import close_verification, verify_chunk, verify_claim, verify_due

__all__ = ["close_verification", "verify_chunk", "verify_claim", "verify_due"]
