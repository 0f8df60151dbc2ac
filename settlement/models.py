"""Every table of the ground floor on one screen."""

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.custody.rekeyings import Rekeying
from settlement.duplicates.sharing import KeptApart, MergeCandidate, SharedCount, SharingSearch
from settlement.imports.amended import ChangedKey, DetailPlace
from settlement.keys.models import CaseKey
from settlement.notices.models import Notice
from settlement.roster.models import (
    ChangedMember,
    ClassMember,
    ImportBatch,
    ImportReject,
    MemberAlias,
    MemberDetail,
    RosterChange,
    RosterImport,
)
from settlement.terms.models import Settlement, TermsVersion
from settlement.work.models import Chunk, Job

__all__ = [
    "CaseKey",
    "ChangedKey",
    "ChangedMember",
    "Chunk",
    "ClassMember",
    "DetailPlace",
    "Event",
    "ImportBatch",
    "ImportReject",
    "Job",
    "KeptApart",
    "MemberAlias",
    "MemberDetail",
    "MergeCandidate",
    "Notice",
    "Rekeying",
    "RosterChange",
    "RosterImport",
    "Settlement",
    "SharedCount",
    "SharingSearch",
    "TermsVersion",
    "User",
]
