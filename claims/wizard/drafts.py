"""The draft of a claim: sealed in the database, found by the token that one browser holds."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from claims.filing.models import Draft
from claims.filing.rules import DRAFT_LASTS
from claims.wizard.steps import YES
from settlement import sql
from settlement.keys import services as keys
from settlement.sealed import seal_json, unseal_json
from settlement.terms.models import Settlement

# Every page of the form asks. Reads the index of token_sha256.
FIND = """
    SELECT id, settlement_id, token_sha256, submission_key, sealed, claim_id, created_at, updated_at
      FROM claims_draft
     WHERE token_sha256 = %(token_sha256)s AND settlement_id = %(settlement_id)s
       AND updated_at >= %(oldest)s
"""
_DRAFT = (  # of Draft, as FIND has them
    "id", "settlement_id", "token_sha256", "submission_key", "sealed", "claim_id", "created_at",
    "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft keeps.

    filled: fields of Contents as plain values, and has_notice
    known:  what the class list says of the member whose notice and code were given
    done:   the keys of the steps that were sent and accepted
    """

    filled: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    done: frozenset[str] = frozenset()


def begin(*, settlement: Settlement, now: datetime) -> tuple[Draft, str]:
    """A new draft that is not saved yet, and the token that finds it."""
    token = secrets.token_urlsafe(32)
    return Draft(settlement=settlement, token_sha256=_hash(token), updated_at=now), token


def find(*, settlement: Settlement, token: str, now: datetime) -> Draft | None:
    """The case's draft of this token, filed or not; None where there is none or it is too old."""
    found = sql.rows(
        FIND, settlement_id=settlement.pk, token_sha256=_hash(token), oldest=now - DRAFT_LASTS
    )
    return Draft.from_db(DEFAULT_DB_ALIAS, _DRAFT, found[0]) if found else None


def read(draft: Draft) -> Kept:
    """Open a draft for the browser that holds its token."""
    plain = unseal_json(draft.sealed, key=_key(draft), about=_about(draft))
    return Kept(filled=plain["filled"], known=plain["known"], done=frozenset(plain["done"]))


def save(draft: Draft, kept: Kept, *, now: datetime) -> None:
    """Seal and store. Of two windows writing at once the later wins; neither undoes a filing."""
    draft.sealed = seal_json(_plain(kept), key=_key(draft), about=_about(draft))
    draft.updated_at = now
    draft.save(update_fields=["sealed", "updated_at"] if draft.pk else None)


def with_step(kept: Kept, key: str, values: Mapping[str, Any]) -> Kept:
    """What is kept once a step's page was accepted.

    Whose name and birth date are asked for hangs on who files; what was changed after "Check your
    answers" is to be checked again; and what a notice opened goes with the notice.
    """
    done = kept.done | {key}
    if key != "review":
        done -= {"review"}
    if kept.filled.get("capacity") not in (None, "", values["capacity"]):
        done -= {"name", "birth-date", "guardian"}
    known = kept.known if values["has_notice"] == YES else {}
    return Kept(filled=values, known=known, done=done)


def empty(draft: Draft) -> None:
    """Erase what a filed draft holds: the claim has it. The row still leads to the receipt."""
    draft.sealed = seal_json(_plain(Kept()), key=_key(draft), about=_about(draft))
    draft.save(update_fields=["sealed"])


def _plain(kept: Kept) -> dict[str, Any]:
    return {"filled": kept.filled, "known": kept.known, "done": sorted(kept.done)}


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _key(draft: Draft) -> bytes:
    return keys.case_key(draft.settlement_id, "claims/draft")


def _about(draft: Draft) -> str:
    return f"claims/draft/{draft.token_sha256}"
