"""The rules asked of many claims inside PostgreSQL; claim, verdict and event are written together.

The order of the rules is that of `rules.RULES`. They look at rival claims, so they are asked when
all claims in question have been matched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.eligibility.lists import Lists
from claims.eligibility.rules import APPROVING, REPEATED, RULES
from claims.optouts.statements import IS_EXCLUDED
from settlement import sql

# Each rule of rules.py once more, over the columns of `fact` below; a test holds them equal.
CONDITIONS: Mapping[str, str] = {
    "minor_without_guardian": "minor AND capacity <> 'guardian'",
    "repeated_destination": "repeated",
    "excluded": "excluded",
    "late": "late",
    "not_listed": "finding = 'not_listed'",
    "several_members": "finding = 'several_members'",
    "code_missing": "finding = 'code_missing'",
    "name_differs": "finding = 'name_differs'",
    "already_claimed": "claimed",
    "evidence_to_check": "to_check",
    "answer_contradicts_list": "contradicts",
    "code_and_name": "finding = 'code_and_name'",
    "two_identifiers": "finding = 'two_identifiers'",
    "identifier_and_name": "finding = 'identifier_and_name'",
}
FIRST_RULE = " ".join(f"WHEN {CONDITIONS[rule.code]} THEN '{rule.code}'" for rule in RULES)
OUTCOME = " ".join(f"WHEN '{rule.code}' THEN '{rule.outcome}'" for rule in RULES)

# Reads the chunk's claims and matches, match_of_destination, claim_one_approved_per_member and
# match_of_member. The LIMITs keep the planner from turning a look-up into a hash of the table. A
# filed claim that will be found incomplete is no rival: whoever is decided first must not matter.
# A match made of a list that was replaced since decides nothing: the claim stays filed. `paid` is
# empty but where a paid claim's identifiers lead to no single member of a corrected list.
# OFFSET 0 makes a fact be asked once, not again wherever a rule names it.
# `documented` are the questions whose amounts a person allows; most cases have none. An answer to
# one is more than nothing where it has another digit than 0.
# Whatever is looked up or written by an index is first put in that index's order: destinations,
# members, then claim numbers, by which claims and events are written. Neighbours then meet on
# pages that the processor still holds (docs/decisions/0030).
# No row is locked before the UPDATE, which asks again whether the claim is filed as it was decided;
# what somebody else changed meanwhile gets no verdict and no event, and stays for the next time.
_FACTS = """
    WITH due AS MATERIALIZED (
        SELECT c.id, c.number, c.minor, c.capacity, c.late, c.version, m.finding, m.sure,
               m.member_no, m.contradicts, m.received_at, m.payment_key, m.compared,
               c.notice_key, c.email_key, c.phone_key, c.allowed_version,
               cardinality(%(documented)s::text[]) > 0 AND EXISTS (
                   SELECT FROM unnest(%(documented)s::text[]) AS question
                    WHERE c.allowed -> question IS DISTINCT FROM c.answers -> question
                      AND c.answers ->> question ~ '^[0-9.]*[1-9]') AS to_check
          FROM claims_claim c
          JOIN claims_match m ON m.claim_id = c.id AND m.claim_version = c.version
         WHERE c.settlement_id = %(settlement_id)s AND c.status = 'filed'
           AND c.id BETWEEN %(first)s AND %(last)s
           AND m.claim_id BETWEEN %(first)s AND %(last)s
           AND m.class_list_id IS NOT DISTINCT FROM %(class_list)s
         ORDER BY m.member_no),
    paid AS MATERIALIZED (
        SELECT notice_key, email_key, phone_key FROM claims_claim
         WHERE settlement_id = %(settlement_id)s AND status = 'approved'
           AND frozen_at IS NOT NULL AND member_no <= %(replaced)s),
    crowded AS MATERIALIZED (
        SELECT payment_key
          FROM (SELECT DISTINCT payment_key FROM due
                 WHERE payment_key IS NOT NULL ORDER BY payment_key) destination
         WHERE (SELECT true FROM claims_match m
                 WHERE m.settlement_id = %(settlement_id)s
                   AND m.payment_key = destination.payment_key
                OFFSET %(repeated)s - 1 LIMIT 1)),
    exclusions AS MATERIALIZED (
        SELECT EXISTS (
            SELECT FROM claims_exclusion
             WHERE settlement_id = %(settlement_id)s AND status = 'in_force') AS there_are),
    fact AS (
        SELECT due.*,
               (payment_key IN (SELECT payment_key FROM crowded)) IS TRUE AS repeated,
               due.sure AND (SELECT there_are FROM exclusions) AND ([is excluded]) AS excluded,
               due.sure AND COALESCE(
                   (SELECT true FROM claims_claim c
                     WHERE c.settlement_id = %(settlement_id)s
                       AND c.member_no = due.member_no AND c.status = 'approved' LIMIT 1),
                   (SELECT true FROM claims_match m JOIN claims_claim c ON c.id = m.claim_id
                     WHERE m.settlement_id = %(settlement_id)s AND m.sure
                       AND m.member_no = due.member_no
                       AND (m.received_at, m.claim_id) < (due.received_at, due.id)
                       AND c.version = m.claim_version
                       AND (c.status = 'in_review' OR c.status = 'filed'
                            AND NOT (c.minor AND c.capacity <> 'guardian')) LIMIT 1),
                   (due.notice_key IN (SELECT notice_key FROM paid WHERE notice_key IS NOT NULL))
                   IS TRUE
                   OR (due.email_key IN (SELECT email_key FROM paid WHERE email_key IS NOT NULL))
                   IS TRUE
                   OR (due.phone_key IN (SELECT phone_key FROM paid WHERE phone_key IS NOT NULL))
                   IS TRUE) AS claimed
          FROM due OFFSET 0),
    ruled AS (SELECT *, CASE """.replace(
    "[is excluded]", IS_EXCLUDED.replace("[member]", "due.member_no")
)
_OUTCOMES = """ END AS rule FROM fact OFFSET 0),
    ruling AS (
        SELECT id, number, version, allowed_version, payment_key, member_no, sure, rule,
               CASE rule """
_WRITE = """ END AS outcome,
               CASE WHEN repeated OR claimed OR excluded THEN compared
                    || CASE WHEN repeated THEN '{"destination": "repeated"}' ELSE '{}' END::jsonb
                    || CASE WHEN claimed THEN '{"member": "claimed"}' ELSE '{}' END::jsonb
                    || CASE WHEN excluded THEN '{"exclusion": "excluded"}' ELSE '{}' END::jsonb
                    ELSE compared END AS found
          FROM ruled ORDER BY number OFFSET 0),
    moved AS (
        UPDATE claims_claim c
           SET status = r.outcome, rule = r.rule, verified_at = %(now)s,
               queue = CASE WHEN r.outcome = 'in_review' THEN r.rule ELSE '' END,
               member_no = CASE WHEN r.sure THEN r.member_no END
          FROM ruling r
         WHERE c.id = r.id AND c.id BETWEEN %(first)s AND %(last)s
           AND c.status = 'filed' AND c.version = r.version
           AND c.allowed_version = r.allowed_version
     RETURNING c.id, c.number, c.version, c.payment_key, r.member_no, c.rule, c.status AS outcome,
               r.found),
    verdict AS (
        INSERT INTO claims_verdict (claim_id, claim_version, terms_version_id, rule, outcome,
                                    member_no, compared, at)
        SELECT id, version, %(terms_version_id)s, rule, outcome, member_no, found, %(now)s
          FROM moved),
    event AS (
        INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status,
                                      to_status, actor_id, why, data)
        SELECT %(settlement_id)s, %(now)s, 'claim.' || outcome, 'claim', number, 'filed',
               outcome, %(by)s, rule, '{}'
          FROM moved)
    SELECT count(*),
           COALESCE(array_agg(id) FILTER (WHERE outcome = 'deficient'), '{}'),
           COALESCE(array_agg(DISTINCT payment_key)
                    FILTER (WHERE rule = 'repeated_destination'), '{}')
      FROM moved
"""
DECIDE = f"{_FACTS}{FIRST_RULE}{_OUTCOMES}{OUTCOME}{_WRITE}"

# Claims approved before their destination was known to be repeated. What a person approved, and
# what is being paid, stays.
RECALL = """
    WITH due AS MATERIALIZED (
        SELECT c.id, c.number, c.version, m.member_no, m.compared
          FROM claims_match m JOIN claims_claim c ON c.id = m.claim_id
         WHERE m.settlement_id = %(settlement_id)s AND m.payment_key = ANY(%(payment_keys)s)
           AND c.status = 'approved' AND c.frozen_at IS NULL
           AND c.rule = ANY(%(approving)s)
         ORDER BY c.id FOR UPDATE OF c),
    moved AS (
        UPDATE claims_claim c
           SET status = 'in_review', queue = 'repeated_destination',
               rule = 'repeated_destination', verified_at = %(now)s
          FROM due WHERE c.id = due.id),
    verdict AS (
        INSERT INTO claims_verdict (claim_id, claim_version, terms_version_id, rule, outcome,
                                    member_no, compared, at)
        SELECT id, version, %(terms_version_id)s, 'repeated_destination', 'in_review', member_no,
               compared || '{"destination": "repeated"}', %(now)s
          FROM due)
    INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, %(now)s, 'claim.in_review', 'claim', number, 'approved',
           'in_review', %(by)s, 'repeated_destination', '{}'
      FROM due
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a chunk came to.

    incomplete: ids of the claims that were found deficient
    repeated:   payment keys of the claims that were held for a repeated destination
    """

    claims: int
    incomplete: list[int]
    repeated: list[int]


def decide_chunk(
    *,
    settlement_id: int,
    lists: Lists,
    terms_version_id: int,
    documented: Sequence[str],
    first: int,
    last: int,
    by: int,
    now: datetime,
) -> Decided:
    """Decide the matched, still filed claims first..last. A second call finds none.

    documented: the questions whose amounts a person allows (filing.amounts)
    """
    row = sql.row(
        DECIDE,
        settlement_id=settlement_id,
        class_list=lists.in_use,
        replaced=lists.replaced,
        terms_version_id=terms_version_id,
        documented=[*documented],
        first=first,
        last=last,
        repeated=REPEATED,
        by=by,
        now=now,
    )
    return Decided(*row)


def recall(
    *,
    settlement_id: int,
    terms_version_id: int,
    payment_keys: Sequence[int],
    by: int,
    now: datetime,
) -> int:
    """Hold what was approved for these destinations. Return how many; a second call, 0."""
    return sql.run(
        RECALL,
        settlement_id=settlement_id,
        terms_version_id=terms_version_id,
        payment_keys=[*payment_keys],
        approving=[*APPROVING],
        by=by,
        now=now,
    )
