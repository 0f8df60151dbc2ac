"""Find members of the list in use who share identifiers, inside PostgreSQL, and keep the counts.

Each identifier's own index is read once from end to end, in its order, and nothing but the index;
only members who share something are then looked at more closely. Who was merged already counts
as one person with whom it was merged into.
"""

from django.db import transaction

from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.duplicates.rules import RULES, Rule
from settlement.duplicates.sharing import MergeCandidate, SharingSearch
from settlement.errors import Refusal
from settlement.roster.in_use import found_in_use, last_change, list_in_use
from settlement.terms.models import Settlement

IDENTIFIERS = ("email", "phone", "username")
WITH_NAME = "_and_name"

# An index is walked in its order: a hash of 89 million keys would be written to disk instead.
WALK_INDEXES = """
    SET LOCAL work_mem = '128MB';
    SET LOCAL enable_hashagg = off;
    SET LOCAL enable_seqscan = off
"""
WALKED = "SET LOCAL enable_hashagg TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT"


_SHARED_EMAIL = """
        SELECT 'email' AS identifier, m.email_key AS key, m.name_key, m.member_no,
               COALESCE(a.same_as, m.member_no) AS person
          FROM (SELECT email_key FROM settlement_classmember
                 WHERE settlement_id = %(settlement_id)s AND email_key IS NOT NULL
                 GROUP BY email_key HAVING count(*) > 1) AS shared
          JOIN settlement_classmember m
            ON m.settlement_id = %(settlement_id)s AND m.email_key = shared.email_key
          LEFT JOIN settlement_memberalias a
            ON a.settlement_id = %(settlement_id)s AND a.member_no = m.member_no
"""

# A table made AS a query: of such a query alone PostgreSQL lets several processes read.
GATHER = "CREATE TEMP TABLE roster_shared ON COMMIT DROP AS" + " UNION ALL".join(
    _SHARED_EMAIL.replace("email", identifier) for identifier in IDENTIFIERS
)
GATHERED = "ANALYZE roster_shared"

COUNT_SHARED = """
    INSERT INTO settlement_sharedcount (search_id, what, groups, members, largest, held)
    SELECT %(search_id)s, what, count(persons), COALESCE(sum(persons), 0),
           COALESCE(max(persons), 0), 0
      FROM unnest(%(whats)s::text[]) WITH ORDINALITY AS asked (what, place) LEFT JOIN (
           SELECT identifier AS what, count(DISTINCT person) AS persons
             FROM roster_shared
            GROUP BY identifier, key HAVING count(DISTINCT person) > 1
            UNION ALL
           SELECT identifier || %(with_name)s, count(DISTINCT person)
             FROM roster_shared WHERE name_key IS NOT NULL
            GROUP BY identifier, key, name_key HAVING count(DISTINCT person) > 1) AS shared
           USING (what)
     GROUP BY what, place ORDER BY place
"""

PAIRS = """
    CREATE TEMP TABLE roster_pair ON COMMIT DROP AS
    SELECT DISTINCT person, first FROM ({pairs}) AS found WHERE person > first
"""
# low: the smallest number that is known to belong to the same group
NODES = """
    CREATE TEMP TABLE roster_node ON COMMIT DROP AS
    SELECT no, min(low) AS low
      FROM (SELECT person AS no, first AS low FROM roster_pair
             UNION ALL
            SELECT first, first FROM roster_pair) AS found
     GROUP BY no
"""
LOOK_AT = ("ANALYZE roster_pair", "ANALYZE roster_node")
# Along the pairs, both ways …
SPREAD = """
    UPDATE roster_node SET low = nearer.low
      FROM (SELECT no, min(low) AS low
              FROM (SELECT p.person AS no, n.low
                      FROM roster_pair p JOIN roster_node n ON n.no = p.first
                     UNION ALL
                    SELECT p.first, n.low
                      FROM roster_pair p JOIN roster_node n ON n.no = p.person) AS near
             GROUP BY no) AS nearer
     WHERE nearer.no = roster_node.no AND nearer.low < roster_node.low
"""
# … and to what the smallest number has found meanwhile, so that a long chain takes few rounds.
LEAP = """
    UPDATE roster_node SET low = further.low
      FROM roster_node further
     WHERE further.no = roster_node.low AND further.low < roster_node.low
"""

# What the list says of who stays is what counts afterwards. Where it says of another one what it
# does not say of him, a flag that is worth a share would be lost: all bits together are more.
KEEP_CANDIDATES = """
    WITH contrary AS (
        SELECT n.low FROM roster_node n JOIN roster_shared s ON s.person = n.no
          JOIN settlement_classmember l
            ON l.settlement_id = %(settlement_id)s AND l.member_no = s.member_no
         GROUP BY n.low
        HAVING bit_or(l.flags) IS DISTINCT FROM COALESCE(
                   max(l.flags) FILTER (WHERE s.member_no = n.low),
                   (SELECT m.flags FROM settlement_classmember m
                     WHERE m.settlement_id = %(settlement_id)s AND m.member_no = n.low))),
    apart AS (
        SELECT one.low
          FROM settlement_keptapart k
          LEFT JOIN settlement_memberalias a
            ON a.settlement_id = k.settlement_id AND a.member_no = k.low_no
          LEFT JOIN settlement_memberalias b
            ON b.settlement_id = k.settlement_id AND b.member_no = k.high_no
          JOIN roster_node one ON one.no = COALESCE(a.same_as, k.low_no)
          JOIN roster_node other
            ON other.no = COALESCE(b.same_as, k.high_no) AND other.low = one.low
         WHERE k.settlement_id = %(settlement_id)s AND one.no <> other.no)
    INSERT INTO settlement_mergecandidate (search_id, rule, same_as, member_no, held)
    SELECT %(search_id)s, %(rule)s, low, no,
           CASE WHEN low IN (SELECT low FROM apart) THEN 'apart'
                WHEN low IN (SELECT low FROM contrary) THEN 'flags' ELSE '' END
      FROM roster_node WHERE no > low
"""
COUNT_CANDIDATES = """
    INSERT INTO settlement_sharedcount (search_id, what, groups, members, largest, held)
    SELECT %(search_id)s, %(rule)s, count(*), COALESCE(sum(members), 0),
           COALESCE(max(members), 0), count(*) FILTER (WHERE held)
      FROM (SELECT 1 + count(*) AS members, max(held) <> '' AS held
              FROM settlement_mergecandidate
             WHERE search_id = %(search_id)s AND rule = %(rule)s
             GROUP BY same_as) AS grouped
"""
FORGET_PAIRS = "DROP TABLE roster_pair, roster_node"
FORGET_SHARED = "DROP TABLE roster_shared"


def latest_search(settlement: Settlement) -> SharingSearch | None:
    """The last search of a case, whether or not the list was changed since."""
    searches = SharingSearch.objects.filter(settlement=settlement)
    return searches.select_related("roster_import", "made_by").order_by("-pk").first()


def is_current(search: SharingSearch) -> bool:
    """Whether the list in use is still what was searched."""
    case = search.settlement
    return found_in_use(case) == search.roster_import and last_change(case) == search.change_id


@transaction.atomic
def search(*, settlement: Settlement, by: User) -> SharingSearch:
    """Count the members who share identifiers, and keep the candidates of every rule.

    At 89 million members it reads for some minutes; nothing waits for it but who replaces the
    list. A second call finds the same and takes the first one's place.

    raises: Refusal where there is no list, or it was changed meanwhile; then nothing is kept
    """
    in_use = list_in_use(settlement)
    found = SharingSearch.objects.create(
        settlement=settlement, roster_import=in_use, change_id=last_change(settlement), made_by=by
    )
    _gather(found)
    for rule in RULES:
        _keep_candidates(found, rule)
    sql.run(FORGET_SHARED)
    if not is_current(found):
        raise Refusal("The class list was changed while it was searched. Search again.")
    MergeCandidate.objects.filter(search__settlement=settlement, search__lt=found.pk).delete()
    audit.record(
        kind="roster.searched",
        entity="roster",
        ref=in_use.audit_ref,
        by=by,
        settlement_id=settlement.pk,
        data={count.what: count.members for count in found.counts.all()},
    )
    return found


def _gather(found: SharingSearch) -> None:
    sql.run(WALK_INDEXES)
    sql.run(GATHER, settlement_id=found.settlement_id)
    sql.run(WALKED)
    sql.run(GATHERED)
    whats = [*IDENTIFIERS, *(f"{identifier}{WITH_NAME}" for identifier in IDENTIFIERS)]
    sql.run(COUNT_SHARED, search_id=found.pk, whats=whats, with_name=WITH_NAME)


def _keep_candidates(found: SharingSearch, rule: Rule) -> None:
    sql.run(PAIRS.format(pairs=rule.pairs))
    sql.run(NODES)
    for statement in LOOK_AT:
        sql.run(statement)
    while sql.run(SPREAD) + sql.run(LEAP):
        pass
    of_rule = {"search_id": found.pk, "rule": rule.code}
    sql.run(KEEP_CANDIDATES, settlement_id=found.settlement_id, **of_rule)
    sql.run(COUNT_CANDIDATES, **of_rule)
    sql.run(FORGET_PAIRS)
