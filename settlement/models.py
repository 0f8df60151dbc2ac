"""Every table of the ground floor on one screen."""

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.keys.models import CaseKey
from settlement.notices.models import Notice
from settlement.roster.models import ClassMember, MemberDetail, RosterImport
from settlement.terms.models import Settlement, TermsVersion
from settlement.work.models import Chunk, Job

__all__ = [
    "CaseKey",
    "Chunk",
    "ClassMember",
    "Event",
    "Job",
    "MemberDetail",
    "Notice",
    "RosterImport",
    "Settlement",
    "TermsVersion",
    "User",
]
