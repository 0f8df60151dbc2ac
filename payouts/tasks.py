"""Every task of the top floor."""

from payouts.allocation.tasks import award_chunk, close_run, freeze_run

__all__ = ["award_chunk", "close_run", "freeze_run"]
