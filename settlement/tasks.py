"""Every task of the ground floor."""

from settlement.notices.tasks import send_due, send_one
from settlement.work.tasks import resume

__all__ = ["resume", "send_due", "send_one"]
