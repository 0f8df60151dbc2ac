"""Hand queued letters to the mail server, one transaction a letter.

The row is locked while the letter is handed over and marked sent in the same transaction, so that
two workers never send one letter. Only a crash after the server took it and before our COMMIT
sends it again; the second copy has the same Message-ID, by which mail programs show it once. A
mail server has no transaction with us: the other order would lose letters, which is worse.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from settlement.errors import Refusal
from settlement.keys.services import house_key
from settlement.notices.models import Notice, NoticeStatus
from settlement.notices.services import opened
from settlement.sealed import SealBroken

MOST_ATTEMPTS = 8  # over some 15 hours
MOST_AT_ONCE = 500
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)

log = logging.getLogger(__name__)


def deliver(*, notice_id: int, now: datetime) -> bool:
    """Send one letter, unless it is sent already, given up, or in another worker's hands.

    returns: whether it was sent now. A failure is counted on the row and tried again later.
    """
    return _deliver(notice_id, mailers.default, now=now)


def deliver_due(*, now: datetime) -> int:
    """Send what is due, over one connection; return how many were sent.

    Where the mail server does not answer, nothing is counted against the letters.
    """
    due = Notice.objects.filter(status=NoticeStatus.QUEUED, due_at__lte=now)
    ids = [*due.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]]
    if not ids:
        return 0
    mailer = mailers.default
    try:
        mailer.open()
    except OSError as error:
        log.warning("The mail server does not answer (%s); %d letters wait.", error, len(ids))
        return 0
    try:
        return sum(_deliver(notice_id, mailer, now=now) for notice_id in ids)
    finally:
        mailer.close()


@transaction.atomic
def _deliver(notice_id: int, mailer: BaseEmailBackend, *, now: datetime) -> bool:
    waiting = Notice.objects.select_for_update(skip_locked=True)
    notice = waiting.filter(pk=notice_id, status=NoticeStatus.QUEUED).first()
    if notice is None:
        return False
    try:
        message = _message(notice)
    except (SealBroken, Refusal) as error:  # unreadable, or its case's key is destroyed
        _count_failure(notice, error, now=now)
        return False
    try:
        mailer.send_messages([message])
    except (OSError, ValueError) as error:  # no server, no such mailbox
        mailer.close()  # a connection that failed once is not trusted with the next letter
        _count_failure(notice, error, now=now)
        return False
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.SENT, sent_at=now, attempts=notice.attempts + 1, error=""
    )
    return True


def _message(notice: Notice) -> EmailMessage:
    open_letter = opened(notice)
    return EmailMessage(
        subject=open_letter.letter.subject,
        body=open_letter.letter.text,
        to=[open_letter.to],
        headers={"Message-ID": message_id(notice.pk), "Auto-Submitted": "auto-generated"},
    )


def message_id(notice_id: int) -> str:
    """The same for a letter however often it is sent; keyed, so that nobody counts our letters."""
    key = house_key("notices/message-id")
    digest = hashlib.blake2b(str(notice_id).encode(), key=key, digest_size=16).hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{digest}@{domain}>"


def _count_failure(notice: Notice, error: Exception, *, now: datetime) -> None:
    attempts = notice.attempts + 1
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.FAILED if attempts >= MOST_ATTEMPTS else NoticeStatus.QUEUED,
        attempts=attempts,
        due_at=now + min(FIRST_PAUSE * 4**notice.attempts, LONGEST_PAUSE),
        error=type(error).__name__,  # its text may quote the address
    )
    log.warning("%s was not sent (%s), attempt %d.", notice, type(error).__name__, attempts)
