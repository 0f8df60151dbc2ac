"""Every task of the top floor."""

from payouts.allocation.tasks import award_chunk, close_run, freeze_run, start_awards

__all__ = ["award_chunk", "close_run", "freeze_run", "start_awards"]
