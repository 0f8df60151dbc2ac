"""The roles of the house as data: who may do what. Each migration makes the groups anew."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import Group, Permission

READ_CLAIMS = frozenset({"claims.view_claim"})
READ_EXCLUSIONS = frozenset({"claims.view_exclusion"})
RECORD_EXCLUSIONS = READ_EXCLUSIONS | {"claims.record_exclusion"}
# Who reads the money may also ask what would be: a shadow run can never pay.
READ_MONEY = frozenset(
    {
        "payouts.view_run",
        "payouts.view_batch",
        "payouts.view_shadowrun",
        "payouts.add_shadowrun",
        "payouts.download_auditpack",
    }
)
COUNT_CLASS = frozenset({"settlement.view_rosterimport"})  # the class list in numbers
READ_CLASS = COUNT_CLASS | {"settlement.view_importreject"}  # which lines were rejected, and why
KEEP_CLASS = frozenset(  # the class list as a whole: to the vendor, under a new key, to its end
    {"settlement.export_notices", "settlement.rekey_roster", "settlement.destroy_case"}
)

ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "intake": READ_CLAIMS | RECORD_EXCLUSIONS,
        "reviewer": READ_CLAIMS | READ_EXCLUSIONS | {"claims.review_claim"},
        "lead reviewer": READ_CLAIMS
        | READ_EXCLUSIONS
        | READ_CLASS
        | {"claims.review_claim", "claims.reopen_claim", "settlement.merge_members"},
        "finance maker": READ_MONEY
        | {
            "payouts.make_run",
            "payouts.make_batch",
            "payouts.confirm_funding",
            "payouts.make_disposal",
            "payouts.download_batch",
        },
        "finance approver": READ_MONEY
        | {
            "payouts.approve_run",
            "payouts.approve_batch",
            "payouts.download_batch",
            "payouts.approve_disposal",
        },
        "counsel": READ_MONEY | COUNT_CLASS | READ_EXCLUSIONS,
        "auditor": READ_MONEY
        | READ_CLAIMS
        | READ_EXCLUSIONS
        | READ_CLASS
        | {"settlement.view_event"},
        "administrator": READ_CLASS
        | KEEP_CLASS
        | {"settlement.view_user", "settlement.add_user", "settlement.change_user"},
    }
)


def make_groups(**_signal: Any) -> None:
    """Make each role's group hold exactly its permissions. A second call changes nothing."""
    by_name = {
        f"{app}.{codename}": key
        for app, codename, key in Permission.objects.values_list(
            "content_type__app_label", "codename", "pk"
        )
    }
    for name, permissions in ROLES.items():
        # A permission of an app whose migration has not run yet comes with that app's signal.
        known = [by_name[permission] for permission in permissions if permission in by_name]
        Group.objects.get_or_create(name=name)[0].permissions.set(known)
