"""Which members the claims' identifiers lead to, inside PostgreSQL; its pure twin is `matching`.

Each branch of the UNION reads one index of the class list and nothing but the index. The claims
are sorted by the key looked up, so that a branch walks its index in order. No claim is loaded
into Python.
"""

from collections.abc import Sequence

from claims.eligibility import statements
from claims.eligibility.matching import IDENTIFIERS, SURE, Candidate
from settlement import sql

CODE = 32
BITS = {"notice_id": 1, "email": 2, "phone": 4, "username": 8}
"""`found` has a bit for each identifier that led to the member, and CODE where the confirmation
code belongs to the notice ID. A notice ID without its code does not count as an identifier."""

_CLAIM = """
    WITH claim AS MATERIALIZED (
        SELECT id, version, received_at, payment_key, answers,
               name_key, notice_key, code_key, email_key, phone_key, username_keys
          FROM claims_claim
         WHERE """
_OF_CHUNK = "settlement_id = %(settlement_id)s AND id BETWEEN %(first)s AND %(last)s),"
FILED = f"{_CLAIM} status = 'filed' AND {_OF_CHUNK}"
VERIFIED = f"{_CLAIM} status <> 'filed' AND {_OF_CHUNK}"
AMONG = f"{_CLAIM} id = ANY(%(among)s) AND status <> 'filed' AND {_OF_CHUNK}"
ONE = f"{_CLAIM} id = %(claim_id)s),"

# Whatever the planner believes of the list, it cannot look into a LATERAL with an OFFSET: each
# key is looked up by itself, and no join reads the list from end to end.
_PROBE = """
        SELECT c.id, m.member_no, m.name_key = c.name_key AS named,
               m.name_key IS NOT NULL AS has_name, {found} AS found
          FROM (SELECT id, name_key, {key} AS key{more} FROM claim
                 WHERE {given} ORDER BY key) c
         CROSS JOIN LATERAL (
               SELECT member_no, name_key{more} FROM settlement_classmember
                WHERE settlement_id = %(settlement_id)s AND {column} = c.key OFFSET 0) m"""
HITS = " UNION ALL".join(
    _PROBE.format(column=column, found=found, key=key, given=given, more=more)
    for column, found, key, given, more in (
        (
            "notice_key",
            "CASE WHEN m.code_key = c.code_key THEN 33 ELSE 1 END",
            "notice_key",
            "notice_key IS NOT NULL",
            ", code_key",
        ),
        ("email_key", "2", "email_key", "email_key IS NOT NULL", ""),
        ("phone_key", "4", "phone_key", "phone_key IS NOT NULL", ""),
        ("username_key", "8", "unnest(username_keys)", "username_keys <> '{}'", ""),
    )
)

# A member who was found to be the same person as another one counts as that one.
# Where the case has no such member, which is asked once, nothing is looked up.
PERSONS = """
    aliased AS MATERIALIZED (
        SELECT EXISTS (SELECT FROM settlement_memberalias
                        WHERE settlement_id = %(settlement_id)s) AS there_are),
    person AS (
        SELECT h.id, COALESCE(a.same_as, h.member_no) AS member_no,
               h.named, h.has_name, h.found
          FROM hit h
          LEFT JOIN LATERAL (
               SELECT same_as FROM settlement_memberalias
                WHERE (SELECT there_are FROM aliased)
                  AND settlement_id = %(settlement_id)s AND member_no = h.member_no
                OFFSET 0) a ON true)
"""
_RANKED = """
    candidate AS (
        SELECT id, member_no, bool_or(named) AS named,
               bool_or(has_name) AS has_name, bit_or(found) AS found,
               bit_count((bit_or(found) & 14)::bit(5)) + (bit_or(found) >> 5) AS identifiers
          FROM person GROUP BY id, member_no),
    ranked AS (
        SELECT *, CASE WHEN found & 32 > 0 AND named THEN 1
                       WHEN identifiers >= 2 AND named THEN 2
                       WHEN identifiers >= 2 THEN 3
                       WHEN identifiers = 1 AND named THEN 3
                       WHEN identifiers = 1 THEN 4
                       ELSE 5 END AS rank
          FROM candidate)
"""
RANKED = f"hit AS ({HITS}), {PERSONS}, {_RANKED}"


def _compared(key: str, given: str) -> str:
    """The word for one identifier, as `matching.compare` has it."""
    bit = BITS[key]
    same = "'same'"
    if key == "notice_id":
        same = "CASE WHEN found & 32 > 0 THEN 'same' ELSE 'code differs' END"
    return f"""
               CASE WHEN NOT ({given}) THEN 'not given'
                    WHEN single AND found & {bit} > 0 THEN {same}
                    WHEN found_any & {bit} > 0 AND single THEN 'other member'
                    WHEN found_any & {bit} > 0 THEN 'listed'
                    ELSE 'not listed' END,"""


COMPARED = "".join(
    _compared(key, given)
    for key, given in (
        ("notice_id", "notice_key IS NOT NULL"),
        ("email", "email_key IS NOT NULL"),
        ("phone", "phone_key IS NOT NULL"),
        ("username", "username_keys <> '{}'"),
    )
)
FIELDS = (*IDENTIFIERS, "name")

# `single` is null for a claim that leads to nobody: it has no best. Flags are asked for by number,
# of the one member alone, and only where a question names one; by number, as the rows are then
# written, so that neighbours meet on the same pages of both indexes.
_MATCHED = """,
    best AS (
        SELECT DISTINCT ON (id) *,
               count(*) OVER (PARTITION BY id, rank) = 1 AS single,
               bit_or(found) OVER (PARTITION BY id) AS found_any
          FROM ranked ORDER BY id, rank),
    matched AS (
        SELECT *,
               CASE WHEN single IS NULL THEN 'not_listed'
                    WHEN NOT single THEN 'several_members'
                    WHEN rank = 1 THEN 'code_and_name'
                    WHEN identifiers >= 2 THEN 'two_identifiers'
                    WHEN identifiers = 1 AND named THEN 'identifier_and_name'
                    WHEN identifiers = 1 THEN 'name_differs'
                    ELSE 'code_missing' END AS finding,
               ARRAY(SELECT CASE WHEN answers ->> question IS NULL THEN 'not given'
                                 WHEN single IS NOT TRUE THEN 'not compared'
                                 WHEN flags >> place & 3 = 0 THEN 'not listed'
                                 WHEN answers -> question = to_jsonb(flags >> place & 3 = 2)
                                 THEN 'same' ELSE 'differs' END
                       FROM unnest(%(questions)s::text[], %(places)s::int[])
                            WITH ORDINALITY AS asked (question, place, number)
                      ORDER BY number) AS answered
          FROM (SELECT * FROM claim LEFT JOIN best USING (id) ORDER BY member_no) led
          LEFT JOIN LATERAL (
               SELECT flags FROM settlement_classmember
                WHERE single AND cardinality(%(questions)s::text[]) > 0
                  AND settlement_id = %(settlement_id)s AND member_no = led.member_no
                OFFSET 0) listed ON true
        OFFSET 0)
    INSERT INTO claims_match (claim_id, settlement_id, claim_version, class_list_id, received_at,
                              payment_key, finding, member_no, sure, contradicts,
                              compared)
    SELECT id, %(settlement_id)s, version, %(class_list)s, received_at,
           payment_key, finding, CASE WHEN single THEN member_no END, finding = ANY(%(sure)s),
           'differs' = ANY(answered), jsonb_object(%(fields)s::text[], ARRAY["""
_KEEP = """
               CASE WHEN name_key IS NULL THEN 'not given'
                    WHEN single IS NOT TRUE THEN 'not compared'
                    WHEN named THEN 'same'
                    WHEN has_name THEN 'differs'
                    ELSE 'not listed' END]
               || answered)
      FROM matched
    ON CONFLICT (claim_id) DO UPDATE
       SET claim_version = excluded.claim_version, class_list_id = excluded.class_list_id,
           received_at = excluded.received_at, payment_key = excluded.payment_key,
           finding = excluded.finding, member_no = excluded.member_no,
           sure = excluded.sure, contradicts = excluded.contradicts,
           compared = excluded.compared
"""
_WRITE = f"{RANKED}{_MATCHED}{COMPARED}{_KEEP}"
MATCH, MATCH_VERIFIED, MATCH_AMONG = (f"{which}{_WRITE}" for which in (FILED, VERIFIED, AMONG))

_SHOW = """
    SELECT member_no, found, CASE WHEN has_name THEN COALESCE(named, false) END
      FROM ranked ORDER BY rank, member_no LIMIT %(most)s
"""
OF_CLAIM = f"{ONE}{RANKED}{_SHOW}"
MOST_SHOWN = 20


def match_chunk(
    *,
    settlement_id: int,
    class_list: int | None,
    first: int,
    last: int,
    flags: Sequence[tuple[str, int]],
    verified: bool = False,
    among: Sequence[int] | None = None,
) -> int:
    """Match the filed claims first..last (ids, inclusive). Return how many.

    class_list: the import in use; see lists.of_case
    flags:      (question, place of the roster flag it names), for the questions that name one
    verified:   all claims but the filed ones instead, whatever became of them
    among:      of these, only the claims with these ids
    A second call finds the same and writes it again.
    """
    of_verified = MATCH_VERIFIED if among is None else MATCH_AMONG
    with statements.chunk_at_once():
        return sql.run(
            of_verified if verified else MATCH,
            settlement_id=settlement_id,
            class_list=class_list,
            first=first,
            last=last,
            among=among,
            sure=[*SURE],
            fields=[*FIELDS, *(question for question, _place in flags)],
            questions=[question for question, _place in flags],
            places=[2 * place for _question, place in flags],
        )


def of_claim(*, settlement_id: int, claim_id: int) -> list[Candidate]:
    """The members to whom one claim's identifiers lead, the best evidence first."""
    found = sql.rows(OF_CLAIM, settlement_id=settlement_id, claim_id=claim_id, most=MOST_SHOWN)
    return [
        Candidate(
            member_no=member_no,
            found_by=frozenset(name for name in IDENTIFIERS if bits & BITS[name]),
            code=bool(bits & CODE),
            named=named,
        )
        for member_no, bits, named in found
    ]
