"""File, amend and withdraw claims, and open what was filed.

Nothing here touches Redis, mail or the class list: a filing is accepted first and screened
afterwards. After COMMIT the caller rings `claims.eligibility.verify_claim`; else the beat does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from claims.filing import access, letters, numbers, statements
from claims.filing.contents import Contents
from claims.filing.intake import PURPOSE, Entry, Intake, InvalidContents, place
from claims.filing.models import Claim, ClaimStatus, ClaimVersion, Draft
from claims.filing.statements import Submitted
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.keys.services import case_key
from settlement.notices import services as notices
from settlement.sealed import unseal_json
from settlement.templatetags.dates import moment
from settlement.terms.calendar import Period, claims_close_at, claims_period, start_of
from settlement.terms.models import Settlement
from settlement.terms.schema import Calendar

CHUNK = 1_000  # filings in one transaction
TRIES = 3  # with new numbers, where one was taken: once in a case of 28 million claims, perhaps


class FilingClosed(Refusal):
    """Claims are not open yet, or not any more."""


class DifferentSubmission(Refusal):
    """The submission key was used for other contents: nothing is filed, nothing is changed."""


class BeingPaid(Refusal):
    """A payment was made for the claim: it stays as it is."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands once the transaction is committed. created: by this very call."""

    claim_id: int
    number: str
    access_code: str
    public_id: UUID
    content_sha256: str
    received_at: datetime
    created: bool


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
    (answer,) = _file_chunk(intake, [(submission_key, contents)], by=by, notify=True)
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
        answers += _file_chunk(intake, batch[start : start + CHUNK], by=by, notify=notify)
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
    is_new = bool(_take_keys(intake, [(entry, claim.pk)], version=claim.version + 1))
    if is_new:
        _check_amendable(claim, intake.terms.calendar, now=now)
        _put_version(claim, entry, intake, by=by)
        _send_receipts(intake, [entry])
    answer = _answer(
        intake, entry, statements.submitted(settlement_id=settlement.pk, keys=[entry.key])
    )
    if isinstance(answer, Refusal):
        raise answer
    return replace(answer, created=is_new)


@transaction.atomic
def withdraw(*, claim: Claim, by: User, now: datetime, why: str) -> None:
    """Withdraw a claim for good, and say so by e-mail where there is an address.

    raises: BeingPaid; WrongState where the claim is decided against, or withdrawn already
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.frozen_at is not None:
        raise BeingPaid(_("This claim is being paid and cannot be withdrawn any more."))
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


def _file_chunk(
    intake: Intake, batch: Sequence[tuple[UUID, Contents]], *, by: User, notify: bool
) -> list[Receipt | Refusal]:
    checked = [_checked(intake, key, contents) for key, contents in batch]
    for left in reversed(range(TRIES)):
        try:
            stored = _store(intake, _entries(checked), by=by, notify=notify)
        except UniqueViolation as error:
            if not left or "number" not in (error.diag.constraint_name or ""):
                raise
            checked = [_renumbered(each) for each in checked]
        else:
            break
    return [_answer(intake, each, stored) for each in checked]


def _checked(intake: Intake, key: UUID, contents: Contents) -> Entry | Refusal:
    try:
        return intake.entry(key, contents)
    except InvalidContents as invalid:
        return invalid


def _renumbered(each: Entry | Refusal) -> Entry | Refusal:
    return each if isinstance(each, Refusal) else replace(each, number=numbers.new_number())


def _entries(checked: Iterable[Entry | Refusal]) -> list[Entry]:
    return [each for each in checked if isinstance(each, Entry)]


@transaction.atomic
def _store(
    intake: Intake, entries: Sequence[Entry], *, by: User, notify: bool
) -> dict[UUID, Submitted]:
    """Store what is new; return what each key stands for, whoever filed it."""
    settlement_id = intake.settlement.pk
    if intake.period is Period.OPEN:
        ids = statements.next_ids(len(entries))
        new = _take_keys(intake, [*zip(entries, ids, strict=True)], version=1)
        statements.put_claims(intake.new_claim(entry, claim_id) for entry, claim_id in new)
        statements.put_versions(intake.version(entry, claim_id, 1) for entry, claim_id in new)
        statements.record_filed(
            settlement_id=settlement_id,
            by=by.pk,
            numbers=[entry.number for entry, _id in new],
            hashes=[entry.content_sha256 for entry, _id in new],
        )
        if notify:
            _send_receipts(intake, [entry for entry, _id in new])
    return statements.submitted(settlement_id=settlement_id, keys=[entry.key for entry in entries])


def _take_keys(
    intake: Intake, entries: Sequence[tuple[Entry, int]], *, version: int
) -> list[tuple[Entry, int]]:
    """Take the submission keys of entries with their claim ids; return those that were free."""
    free = statements.take_keys(
        settlement_id=intake.settlement.pk,
        keys=[entry.key for entry, _id in entries],
        hashes=[entry.content_sha256 for entry, _id in entries],
        claim_ids=[claim_id for _entry, claim_id in entries],
        version=version,
    )
    return [(entry, claim_id) for entry, claim_id in entries if claim_id in free]


def _send_receipts(intake: Intake, entries: Iterable[Entry]) -> None:
    letters_to_send = [letters.receipt(intake, entry) for entry in entries if entry.contents.email]
    notices.queue_many(
        settlement=intake.settlement,
        kind=letters.RECEIPT,
        entity=Claim.ENTITY,
        letters=letters_to_send,
    )


def _answer(
    intake: Intake, entry: Entry | Refusal, stored: Mapping[UUID, Submitted]
) -> Receipt | Refusal:
    if isinstance(entry, Refusal):
        return entry
    found = stored.get(entry.key)
    if found is None:
        return FilingClosed(_closed(intake.terms.calendar, intake.period))
    if found.content_sha256 != entry.content_sha256:
        return DifferentSubmission(
            _(
                "This form was sent before with other contents, as claim %(number)s. Nothing was"
                " changed. Open that claim to see it, or start a new form."
            )
            % {"number": found.number}
        )
    return Receipt(
        claim_id=found.claim_id,
        number=found.number,
        access_code=access.access_code(intake.code_key, found.number),
        public_id=found.public_id,
        content_sha256=found.content_sha256,
        received_at=found.received_at,
        created=found.public_id == entry.public_id,
    )


def _closed(calendar: Calendar, period: Period) -> str:
    if period is Period.BEFORE:
        opens = start_of(calendar.claims_open, calendar.zone)
        return _("Claims open on %(moment)s. Nothing was filed; come back then.") % {
            "moment": moment(opens, calendar.zone)
        }
    closed = claims_close_at(calendar)
    return _(
        "Claims closed on %(moment)s. Nothing was filed. A claim on paper counts if it was"
        " postmarked by that day."
    ) % {"moment": moment(closed, calendar.zone)}


def _check_amendable(claim: Claim, calendar: Calendar, *, now: datetime) -> None:
    period = claims_period(calendar, now=now)
    if period is not Period.OPEN:
        raise FilingClosed(_closed(calendar, period))
    if claim.frozen_at is not None:
        raise BeingPaid(_("This claim is being paid and cannot be changed any more."))


def _put_version(claim: Claim, entry: Entry, intake: Intake, *, by: User) -> None:
    number = claim.version + 1
    columns = intake.columns(entry.contents) | {"version": number}
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
