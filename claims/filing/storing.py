"""Store checked filings: the one way in, for one claim and for a chunk of them alike.

What is new is stored; then every key is answered from what is stored, whoever stored it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims.filing import access, letters, numbers, statements
from claims.filing.contents import Contents
from claims.filing.intake import Entry, Intake, InvalidContents
from claims.filing.models import Claim
from claims.filing.statements import Submitted
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.notices import services as notices
from settlement.templatetags.dates import moment
from settlement.terms.calendar import Period, claims_close_at, start_of
from settlement.terms.schema import Calendar

TRIES = 3  # with new numbers, where one was taken: once in a case of 28 million claims, perhaps


class FilingClosed(Refusal):
    """Claims are not open yet, or not any more."""

    def __init__(self, calendar: Calendar, period: Period) -> None:
        super().__init__(_closed(calendar, period))


class DifferentSubmission(Refusal):
    """The submission key was used for other contents: nothing is filed, nothing is changed."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _(
                "This form was already sent with different answers, as claim %(number)s. Nothing"
                " was changed. Look up that claim to see it, or start a new form."
            )
            % {"number": number}
        )


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


def file_chunk(
    intake: Intake, batch: Sequence[tuple[UUID, Contents]], *, by: User, notify: bool
) -> list[Receipt | Refusal]:
    """File a chunk in one transaction; an answer for each filing, in order."""
    checked = [_checked(intake, key, contents) for key, contents in batch]
    for left in reversed(range(TRIES)):
        try:
            stored = _store(intake, _entries(checked), by=by, notify=notify)
        except IntegrityError as error:
            if not left or "claim_number_once" not in str(error):
                raise
            checked = [_renumbered(each) for each in checked]
        else:
            break
    return [answer_to(intake, each, stored) for each in checked]


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
        new = take_keys(intake, [*zip(entries, ids, strict=True)], version=1)
        statements.put_claims(intake.new_claim(entry, claim_id) for entry, claim_id in new)
        statements.put_versions(intake.version(entry, claim_id, 1) for entry, claim_id in new)
        statements.record_filed(
            settlement_id=settlement_id,
            by=by.pk,
            numbers=[entry.number for entry, _id in new],
            hashes=[entry.content_sha256 for entry, _id in new],
        )
        if notify:
            send_receipts(intake, [entry for entry, _id in new])
    return statements.submitted(settlement_id=settlement_id, keys=[entry.key for entry in entries])


def take_keys(
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


def send_receipts(intake: Intake, entries: Iterable[Entry]) -> None:
    """Queue a receipt for each filing that gives an e-mail address."""
    letters_to_send = [letters.receipt(intake, entry) for entry in entries if entry.contents.email]
    notices.queue_many(
        settlement=intake.settlement,
        kind=letters.RECEIPT,
        entity=Claim.ENTITY,
        letters=letters_to_send,
    )


def answer_to(
    intake: Intake, entry: Entry | Refusal, stored: Mapping[UUID, Submitted]
) -> Receipt | Refusal:
    """What the sender of one filing is told, from what its key stands for in the database."""
    if isinstance(entry, Refusal):
        return entry
    found = stored.get(entry.key)
    if found is None:
        return FilingClosed(intake.terms.calendar, intake.period)
    if found.content_sha256 != entry.content_sha256:
        return DifferentSubmission(found.number)
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
        "Claims closed on %(moment)s. Nothing was filed. A paper claim counts if it was"
        " postmarked by that day."
    ) % {"moment": moment(closed, calendar.zone)}
