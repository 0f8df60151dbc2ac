"""Pages of what can be merged and what was, by key: of a million groups nobody reads the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from settlement import sql
from settlement.duplicates.duplicates import IDENTIFIERS, WITH_NAME
from settlement.duplicates.rules import RULES, Rule
from settlement.duplicates.sharing import MergeCandidate, SharedCount, SharingSearch
from settlement.paging import key_in
from settlement.roster.models import MemberAlias, RosterChange
from settlement.terms.models import Settlement

NAMES = {"email": "E-mail", "phone": "Phone", "username": "Username"}
GROUPS = 50  # on a page
MEMBERS = 10  # of a group; of larger ones the first
CHANGES = 50
MERGED = 100  # members of one merge

# Reads mergecandidate_once from group to group.
PAGE_OF_GROUPS = """
    SELECT g.same_as, g.members, g.held,
           ARRAY(SELECT member_no FROM settlement_mergecandidate c
                  WHERE c.search_id = %(search_id)s AND c.rule = %(rule)s
                    AND c.same_as = g.same_as
                  ORDER BY member_no LIMIT %(most)s)
      FROM (SELECT same_as, count(*) AS members, max(held) AS held
              FROM settlement_mergecandidate
             WHERE search_id = %(search_id)s AND rule = %(rule)s AND same_as > %(after)s
             GROUP BY same_as ORDER BY same_as LIMIT %(groups)s) AS g
     ORDER BY g.same_as
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Members who would be merged into `same_as`; more: how many besides those shown."""

    same_as: int
    members: Sequence[int]
    more: int
    held: str


@dataclass(frozen=True, slots=True)
class Page[Item]:
    """A part of a list; first, older: the queries of the first part and of the next one, "" where
    this is it."""

    rows: Sequence[Item]
    first: str
    older: str


@dataclass(frozen=True, slots=True)
class Called:
    """A rule and what a search found by it."""

    rule: Rule
    count: SharedCount


@dataclass(frozen=True, slots=True)
class Shared:
    """What members share, in words, and how many do."""

    title: str
    count: SharedCount
    is_rule: bool


def rules_of(search: SharingSearch) -> list[Called]:
    """The rules, the strongest first, with their counts."""
    counts = {count.what: count for count in search.counts.all()}
    return [Called(rule, counts[rule.code]) for rule in RULES if rule.code in counts]


def shared_in(search: SharingSearch) -> list[Shared]:
    """All that a search counted: each identifier, with the name, and by each rule."""
    counts = {count.what: count for count in search.counts.all()}
    titles = {}
    for name in IDENTIFIERS:
        titles[name] = NAMES[name]
        titles[f"{name}{WITH_NAME}"] = f"{NAMES[name]} and name"
    rules = {rule.code: f"By rule: {rule.title.lower()}" for rule in RULES}
    return [
        Shared(title, counts[what], is_rule=what in rules)
        for what, title in (titles | rules).items()
        if what in counts
    ]


def groups_of(search: SharingSearch, rule: Rule, query: Mapping[str, str]) -> Page[Group]:
    """Groups that a rule would merge, by the number that would stay; query: after."""
    found = sql.rows(
        PAGE_OF_GROUPS,
        search_id=search.pk,
        rule=rule.code,
        after=key_in(query, "after") or 0,
        groups=GROUPS + 1,
        most=MEMBERS,
    )
    held = dict(MergeCandidate.Held.choices)
    rows = [
        Group(same_as, shown, members - len(shown), str(held.get(why, "")))
        for same_as, members, why, shown in found[:GROUPS]
    ]
    chosen = f"?rule={rule.code}"
    older = f"{chosen}&after={rows[-1].same_as}" if len(found) > GROUPS else ""
    return Page(rows, chosen if "after" in query else "", older)


def changes_of(settlement: Settlement, query: Mapping[str, str]) -> Page[RosterChange]:
    """Merges and splits of a case, the newest first; query: before."""
    kinds = (RosterChange.Kind.MERGE, RosterChange.Kind.SPLIT)
    changes = RosterChange.objects.filter(settlement=settlement, kind__in=kinds)
    if before := key_in(query, "before"):
        changes = changes.filter(pk__lt=before)
    found = [*changes.select_related("made_by").order_by("-pk")[: CHANGES + 1]]
    older = f"?before={found[CHANGES - 1].pk}" if len(found) > CHANGES else ""
    return Page(found[:CHANGES], "?" if before else "", older)


def merged_by(change: RosterChange, query: Mapping[str, str]) -> Page[MemberAlias]:
    """Members whom a change merged and who still are, by number; query: after."""
    merged: QuerySet[MemberAlias] = change.aliases.order_by("member_no")
    if after := key_in(query, "after"):
        merged = merged.filter(member_no__gt=after)
    found = [*merged[: MERGED + 1]]
    older = f"?after={found[MERGED - 1].member_no}" if len(found) > MERGED else ""
    return Page(found[:MERGED], "?" if after else "", older)
