"""Every task of the ground floor."""

from settlement.duplicates.tasks import close_search, search_list
from settlement.notices.tasks import send_due, send_one
from settlement.work.tasks import resume

__all__ = ["close_search", "resume", "search_list", "send_due", "send_one"]
