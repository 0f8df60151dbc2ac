"""Filing and freezing, many claims at a time. A claim filed alone is a list of one.

The submission goes in first: its unique key decides who files, and a second sender waits there
until the first has committed. The claim that it names follows in the same transaction (foreign
keys are checked at COMMIT).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from settlement import sql

NEXT_IDS = """
    SELECT nextval(pg_get_serial_sequence('claims_claim', 'id'))
      FROM generate_series(1, %(count)s)
"""

# In the keys' order: two senders of the same file wait for each other, and never in a circle.
TAKE_KEYS = """
    INSERT INTO claims_submission (settlement_id, key, content_sha256, claim_id, version)
    SELECT %(settlement_id)s, key, content_sha256, claim_id, %(version)s
      FROM unnest(%(keys)s::uuid[], %(hashes)s::text[], %(claim_ids)s::bigint[])
           AS sent (key, content_sha256, claim_id)
     ORDER BY key
    ON CONFLICT (settlement_id, key) DO NOTHING
    RETURNING claim_id
"""

CLAIM_COLUMNS = (
    "id",
    "settlement_id",
    "public_id",
    "number",
    "status",
    "capacity",
    "filer",
    "language",
    "paper",
    "postmarked_on",
    "late",
    "minor",
    "received_at",
    "version",
    "answers",
    "address_state",
    "payment_method",
    "payment_key",
    "key_version",
    "notice_key",
    "code_key",
    "email_key",
    "phone_key",
    "username_keys",
    "name_key",
    "member_no",
    "rule",
    "queue",
    "verified_at",
)
PUT_CLAIMS = f"COPY claims_claim ({', '.join(CLAIM_COLUMNS)}) FROM STDIN"

PUT_VERSIONS = """
    COPY claims_claimversion (claim_id, number, sealed, content_sha256, received_at) FROM STDIN
"""

RECORD_FILED = """
    INSERT INTO settlement_event (settlement_id, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, 'claim.filed', 'claim', number, '', 'filed', %(by)s, '',
           jsonb_build_object('content_sha256', content_sha256)
      FROM unnest(%(numbers)s::text[], %(hashes)s::text[]) AS filed (number, content_sha256)
"""

# Reads submission_key_once, then the primary keys.
SUBMITTED = """
    SELECT s.key, s.content_sha256, s.claim_id, c.number, c.public_id, v.received_at
      FROM claims_submission s
      JOIN claims_claim c ON c.id = s.claim_id
      JOIN claims_claimversion v ON v.claim_id = s.claim_id AND v.number = s.version
     WHERE s.settlement_id = %(settlement_id)s AND s.key = ANY(%(keys)s::uuid[])
"""

LATEST_VERSIONS = """
    SELECT c.id, c.public_id, v.number, v.sealed
      FROM claims_claim c
      JOIN claims_claimversion v ON v.claim_id = c.id AND v.number = c.version
     WHERE c.settlement_id = %(settlement_id)s AND c.id = ANY(%(claim_ids)s::bigint[])
"""

# Locked in id order, so that two freezes, or a freeze and a withdrawal, never wait in a circle.
FREEZE = """
    UPDATE claims_claim SET frozen_at = %(now)s
     WHERE id IN (SELECT id FROM claims_claim
                   WHERE settlement_id = %(settlement_id)s AND id = ANY(%(claim_ids)s::bigint[])
                     AND status = 'approved' AND frozen_at IS NULL
                   ORDER BY id FOR UPDATE)
"""
THAW = """
    UPDATE claims_claim SET frozen_at = NULL
     WHERE id IN (SELECT id FROM claims_claim
                   WHERE settlement_id = %(settlement_id)s AND id = ANY(%(claim_ids)s::bigint[])
                     AND frozen_at IS NOT NULL
                   ORDER BY id FOR UPDATE)
"""

FORGET_DRAFTS = "DELETE FROM claims_draft WHERE claim_id IS NULL AND updated_at < %(before)s"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission key stands for: the stored answer."""

    content_sha256: str
    claim_id: int
    number: str
    public_id: UUID
    received_at: datetime


def next_ids(count: int) -> list[int]:
    """Ids for claims to come."""
    return [claim_id for (claim_id,) in sql.rows(NEXT_IDS, count=count)]


def take_keys(
    *,
    settlement_id: int,
    keys: Sequence[UUID],
    hashes: Sequence[str],
    claim_ids: Sequence[int],
    version: int,
) -> set[int]:
    """Take submission keys; return the claim ids whose key was free. A second call takes none."""
    taken = sql.rows(
        TAKE_KEYS,
        settlement_id=settlement_id,
        keys=[*keys],
        hashes=[*hashes],
        claim_ids=[*claim_ids],
        version=version,
    )
    return {claim_id for (claim_id,) in taken}


def put_claims(claims: Iterable[dict[str, object]]) -> None:
    """Insert claims by their columns. A second call is refused by the primary key."""
    rows = (claim | {"answers": Jsonb(claim["answers"])} for claim in claims)
    _copy(PUT_CLAIMS, ([row[column] for column in CLAIM_COLUMNS] for row in rows))


def put_versions(rows: Iterable[Sequence[object]]) -> None:
    """Insert versions: (claim_id, number, sealed, content_sha256, received_at), once each."""
    _copy(PUT_VERSIONS, rows)


def record_filed(
    *, settlement_id: int, by: int, numbers: Sequence[str], hashes: Sequence[str]
) -> int:
    """Record that claims were filed; return how many. A second call records them again."""
    return sql.run(
        RECORD_FILED, settlement_id=settlement_id, by=by, numbers=[*numbers], hashes=[*hashes]
    )


def submitted(*, settlement_id: int, keys: Sequence[UUID]) -> dict[UUID, Submitted]:
    """What these keys stand for; keys never used are left out."""
    found = sql.rows(SUBMITTED, settlement_id=settlement_id, keys=[*keys])
    return {key: Submitted(*stored) for key, *stored in found}


def latest_versions(
    *, settlement_id: int, claim_ids: Sequence[int]
) -> list[tuple[int, UUID, int, bytes]]:
    """The latest version of each claim: (claim_id, public_id, number, sealed)."""
    return sql.rows(LATEST_VERSIONS, settlement_id=settlement_id, claim_ids=[*claim_ids])


def freeze(*, settlement_id: int, claim_ids: Sequence[int], now: datetime) -> int:
    """Freeze approved claims, for a payment was made for them. Return how many.

    A frozen claim stays approved (claim_frozen_stays_approved). A second call freezes none.
    """
    return sql.run(FREEZE, settlement_id=settlement_id, claim_ids=[*claim_ids], now=now)


def thaw(*, settlement_id: int, claim_ids: Sequence[int]) -> int:
    """Let frozen claims be changed again, for no payment of them is live. Return how many.

    The caller knows that none is, and keeps others from making one. A second call thaws none.
    """
    return sql.run(THAW, settlement_id=settlement_id, claim_ids=[*claim_ids])


def forget_drafts(*, before: datetime) -> int:
    """Delete unfiled drafts whose last page is older; return how many. A second call deletes none.

    A filed draft is empty (wizard.drafts.empty) and stays.
    """
    return sql.run(FORGET_DRAFTS, before=before)


def _copy(statement: str, rows: Iterable[Sequence[object]]) -> None:
    rows = [*rows]  # made first: a query on the same connection would wait for this COPY for ever
    with sql.copy_in(statement) as copy:
        for row in rows:
            copy.write_row(row)
