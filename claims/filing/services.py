"""File, amend and withdraw claims, and open what was filed.

Nothing here touches Redis, mail or the class list: a filing is accepted first and screened
afterwards. After COMMIT the caller rings `claims.eligibility.verify_claim`; else the beat does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims.filing import letters, statements
from claims.filing.amounts import still_allowed
from claims.filing.contents import Contents
from claims.filing.intake import PURPOSE, Entry, Intake, place
from claims.filing.models import Claim, ClaimStatus, ClaimVersion, Draft
from claims.filing.rules import DRAFT_LASTS
from claims.filing.storing import (
    DifferentSubmission,
    FilingClosed,
    Receipt,
    answer_to,
    file_chunk,
    send_receipts,
    take_keys,
)
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.keys.services import case_key
from settlement.notices import services as notices
from settlement.sealed import unseal_json
from settlement.terms.calendar import Period, claims_period
from settlement.terms.models import Settlement
from settlement.terms.schema import Calendar

__all__ = [
    "CHUNK",
    "BeingPaid",
    "DifferentSubmission",
    "FilingClosed",
    "Receipt",
    "amend",
    "contents_of",
    "contents_of_many",
    "file",
    "file_many",
    "forget_drafts",
    "withdraw",
]

CHUNK = 1_000  # filings in one transaction


class BeingPaid(Refusal):
    """A payment was made for the claim: it stays as it is."""


@transaction.atomic
def file(
    *,
    settlement: Settlement,
    contents: Contents,
    submission_key: UUID,
    by: User,
    now: datetime,
    paper: bool = False,
    postmarked_on: date | None = None,
    draft: Draft | None = None,
) -> Receipt:
    """File one claim that arrived at `now`; `draft` is closed with it.

    The same key with the same contents gives the same receipt, however often and however late.
    raises: InvalidContents, FilingClosed, DifferentSubmission; then nothing is stored
    """
    intake = Intake.at(settlement=settlement, now=now, paper=paper, postmarked_on=postmarked_on)
    (answer,) = file_chunk(intake, [(submission_key, contents)], by=by, notify=True)
    if isinstance(answer, Refusal):
        raise answer
    if draft is not None:
        Draft.objects.filter(pk=draft.pk).update(claim_id=answer.claim_id, updated_at=now)
    return answer


def file_many(
    *,
    settlement: Settlement,
    batch: Sequence[tuple[UUID, Contents]],
    by: User,
    now: datetime,
    paper: bool = False,
    postmarked_on: date | None = None,
    filer: str = "",
    notify: bool = True,
) -> list[Receipt | Refusal]:
    """File many claims under the very rules of `file`: one answer each, in the batch's order.

    A claim that is refused has its Refusal in its place and stops no other. Filings stand a
    chunk at a time; after a crash, filing the same batch again gives the same receipts.
    filer: the key of the third party that files; notify: whether receipts are sent by e-mail
    """
    intake = Intake.at(
        settlement=settlement, now=now, paper=paper, postmarked_on=postmarked_on, filer=filer
    )
    answers: list[Receipt | Refusal] = []
    for start in range(0, len(batch), CHUNK):
        answers += file_chunk(intake, batch[start : start + CHUNK], by=by, notify=notify)
    return answers


@transaction.atomic
def amend(
    *, claim: Claim, contents: Contents, submission_key: UUID, by: User, now: datetime
) -> Receipt:
    """File a new version of a claim, which is then verified anew. Every version is kept.

    Repetition is as in `file`.
    raises: InvalidContents, FilingClosed, DifferentSubmission, BeingPaid, WrongState
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    settlement = claim.settlement
    intake = Intake.at(settlement=settlement, now=now, paper=claim.paper, filer=claim.filer)
    entry = replace(
        intake.entry(submission_key, contents), public_id=claim.public_id, number=claim.number
    )
    is_new = bool(take_keys(intake, [(entry, claim.pk)], version=claim.version + 1))
    if is_new:
        _check_amendable(claim, intake.terms.calendar, now=now)
        _put_version(claim, entry, intake, by=by)
        send_receipts(intake, [entry])
    answer = answer_to(
        intake, entry, statements.submitted(settlement_id=settlement.pk, keys=[entry.key])
    )
    if isinstance(answer, Refusal):
        raise answer
    if answer.claim_id != claim.pk:
        raise DifferentSubmission(answer.number)
    return replace(answer, created=is_new)


@transaction.atomic
def withdraw(*, claim: Claim, by: User, now: datetime, why: str) -> None:
    """Withdraw a claim for good, and say so by e-mail where there is an address.

    raises: BeingPaid; WrongState where the claim is decided against, or withdrawn already
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.frozen_at is not None:
        raise BeingPaid(_("This claim is being paid and can no longer be withdrawn."))
    claim.move(ClaimStatus.WITHDRAWN, by=by, why=why, queue="")
    contents = contents_of(claim)
    audit.record(
        kind="claim.opened",
        entity=claim.ENTITY,
        ref=claim.number,
        by=by,
        settlement_id=claim.settlement_id,
        why="to confirm the withdrawal by e-mail",
    )
    if contents.email:
        letter = letters.withdrawal(claim=claim, contents=contents, withdrawn_at=now)
        notices.queue_many(
            settlement=claim.settlement,
            kind=letters.WITHDRAWN,
            entity=claim.ENTITY,
            letters=[letter],
        )


def forget_drafts(*, now: datetime) -> int:
    """Delete the drafts that are too old to be taken up again; return how many."""
    return statements.forget_drafts(before=now - DRAFT_LASTS)


def contents_of(claim: Claim) -> Contents:
    """Open the latest version of a claim. The caller records the reading with its purpose."""
    sealed = ClaimVersion.objects.get(claim=claim, number=claim.version).sealed
    key = case_key(claim.settlement_id, PURPOSE)
    return _opened(key, sealed, claim.public_id, claim.version)


def contents_of_many(*, settlement: Settlement, claim_ids: Iterable[int]) -> dict[int, Contents]:
    """Open the latest versions of claims, by claim id. The caller records the reading."""
    key = case_key(settlement.pk, PURPOSE)
    found = statements.latest_versions(settlement_id=settlement.pk, claim_ids=[*claim_ids])
    return {
        claim_id: _opened(key, sealed, public_id, number)
        for claim_id, public_id, number, sealed in found
    }


def _opened(key: bytes, sealed: bytes | memoryview, public_id: UUID, number: int) -> Contents:
    return Contents.from_json(unseal_json(sealed, key=key, about=place(public_id, number)))


def _check_amendable(claim: Claim, calendar: Calendar, *, now: datetime) -> None:
    period = claims_period(calendar, now=now)
    if period is not Period.OPEN:
        raise FilingClosed(calendar, period)
    if claim.frozen_at is not None:
        raise BeingPaid(_("This claim is being paid and can no longer be changed."))


def _put_version(claim: Claim, entry: Entry, intake: Intake, *, by: User) -> None:
    number = claim.version + 1
    columns = intake.columns(entry.contents) | {"version": number}
    allowed = still_allowed(
        claim.allowed, before=claim.answers, after=intake.in_clear(entry.contents)
    )
    if allowed != claim.allowed:
        columns |= {"allowed": allowed, "allowed_version": claim.allowed_version + 1}
    statements.put_versions([intake.version(entry, claim.pk, number)])
    audit.record(
        kind="claim.amended",
        entity=claim.ENTITY,
        ref=claim.number,
        by=by,
        settlement_id=claim.settlement_id,
        data={"version": number, "content_sha256": entry.content_sha256},
    )
    if claim.status == ClaimStatus.FILED:
        Claim.objects.filter(pk=claim.pk).update(**columns)
    else:
        claim.move(ClaimStatus.FILED, by=by, why="amended", **columns)
