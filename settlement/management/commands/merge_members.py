"""Find members of a class list who are one person, and merge them by a rule."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from settlement.accounts.lookup import acting, person_named
from settlement.accounts.models import User
from settlement.duplicates import duplicates, merging
from settlement.duplicates.rules import RULES
from settlement.duplicates.sharing import SharedCount, SharingSearch
from settlement.errors import Refusal
from settlement.refusing import refuse
from settlement.roster.models import RosterChange
from settlement.terms.lookup import case_named
from settlement.terms.models import Settlement

MAY_MERGE = "settlement.merge_members"


class Command(BaseCommand):
    help = (
        "Count the members of the class list in use who share identifiers and, with --rule, merge"
        " those whom the rule takes for one person. What each rule merges wrongly stands in"
        " docs/algorithms/duplicates.md: read it before you call one. --undo parts again whom one"
        " merge joined."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--rule", metavar="CODE", help=", ".join(rule.code for rule in RULES))
        what.add_argument("--undo", type=int, metavar="CHANGE", help="the number of a merge")
        parser.add_argument("--dry-run", action="store_true", help="merge nothing, say all")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who you are; a local site may leave it out"
        )
        parser.add_argument("--why", default="", metavar="TEXT", help="kept with the merge")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = _work(case_named(options["slug"]), options)
        except Refusal as refusal:
            refuse(self, str(refusal), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for count in result.get("shared", []):
            self.stdout.write(_sentence(count))
        if result["change"]:
            self.stdout.write(f"Change {result['change']} is about {result['members']:,} members.")
        else:
            self.stdout.write("The class list is unchanged.")


def _work(settlement: Settlement, options: dict[str, Any]) -> dict[str, Any]:
    rule, why = options["rule"], options["why"]
    merges = rule is not None and not options["dry_run"]
    by = _acting(options["by"], changes=merges or options["undo"] is not None)
    if options["undo"] is not None:
        return _changed(_undone(settlement, options, by=by))
    if rule is not None:
        merging.check_rule(rule)
    if merges:
        merging.check_reason(why)  # before minutes of search
    search, change = _searched(settlement, by=by), None
    if merges:
        change = merging.merge_by_rule(search=search, rule=rule, by=by, why=why)
    return {"shared": [*map(_count, search.counts.order_by("pk"))], **_changed(change)}


def _acting(email: str | None, *, changes: bool) -> User:
    if not changes:
        return person_named(email)
    why = "Members are merged under a person's name."
    return acting(email, permission=MAY_MERGE, why_named=why)


def _searched(settlement: Settlement, *, by: User) -> SharingSearch:
    """The last search where the list is still what it searched; else a new one."""
    latest = duplicates.latest_search(settlement)
    if latest is not None and duplicates.is_current(latest):
        return latest
    return duplicates.search(settlement=settlement, by=by)


def _undone(settlement: Settlement, options: dict[str, Any], *, by: User) -> RosterChange:
    if options["dry_run"]:
        raise Refusal("--undo has no trial: it undoes what the class list's page shows.")
    merges = RosterChange.objects.filter(settlement=settlement, kind=RosterChange.Kind.MERGE)
    merge = merges.filter(pk=options["undo"]).first()
    if merge is None:
        raise Refusal(f"This case has no merge {options['undo']}. The class list's page names all.")
    return merging.undo(merge=merge, by=by, why=options["why"])


def _changed(change: RosterChange | None) -> dict[str, Any]:
    return {
        "change": change.pk if change else None,
        "members": change.members if change else 0,
    }


def _count(count: SharedCount) -> dict[str, Any]:
    return {name: getattr(count, name) for name in ("what", "groups", "members", "largest", "held")}


def _sentence(count: dict[str, Any]) -> str:
    text = "{what}: {members:,} members in {groups:,} groups, the largest of {largest:,}."
    if count["held"]:
        text += " Left to a person: {held:,} groups."
    return text.format(**count)
