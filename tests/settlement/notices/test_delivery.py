"""Letters leave the outbox over real SMTP: once each, and failures are tried again later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from settlement.keys import services as keys
from settlement.notices import delivery, services
from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of
from tests import make
from tests.settlement.notices.postbox import Postbox, mail_goes_to, open_postbox


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with open_postbox() as server:
        yield server


def queue(settlement: Settlement, to: str = "dana@example.org", language: str = "en") -> Notice:
    calendar = terms_of(settlement).calendar
    return services.queue(
        settlement=settlement,
        kind="claim_withdrawn",
        entity="claim",
        ref="7KQ2-9F4D-PX3",
        language=language,
        to=to,
        context={
            "name": "Dana",
            "number": "7KQ2-9F4D-PX3",
            "calendar": calendar,
            "withdrawn_at": make.NOW,
            "open": False,
        },
    )


def test_a_letter_is_sent_with_its_words_and_marked(
    settlement: Settlement, postbox: Postbox
) -> None:
    notice = queue(settlement, language="es")

    assert delivery.deliver(notice_id=notice.pk, now=timezone.now())

    (letter,) = postbox.taken
    assert letter["To"] == "dana@example.org"
    assert letter["Subject"] == "Su reclamación 7KQ2-9F4D-PX3 está retirada"
    assert "martes, 24 de noviembre de 2026" in letter.get_content()
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("sent", 1)


def test_a_letter_rung_twice_is_sent_once(settlement: Settlement, postbox: Postbox) -> None:
    notice = queue(settlement)

    sent = [delivery.deliver(notice_id=notice.pk, now=timezone.now()) for _ring in range(2)]

    assert sent == [True, False]
    assert len(postbox.taken) == 1


def test_a_letter_sent_again_after_a_crash_has_the_same_message_id(
    settlement: Settlement, postbox: Postbox
) -> None:
    notice = queue(settlement)

    for _crash in range(2):
        with transaction.atomic():
            delivery.deliver(notice_id=notice.pk, now=timezone.now())
            transaction.set_rollback(True)  # the power fails before COMMIT
    delivery.deliver(notice_id=notice.pk, now=timezone.now())

    assert len(postbox.taken) == 3
    assert {letter["Message-ID"] for letter in postbox.taken} == {delivery.message_id(notice.pk)}


def test_what_is_due_goes_over_one_connection(settlement: Settlement, postbox: Postbox) -> None:
    for n in range(5):
        queue(settlement, to=f"dana{n}@example.org")

    assert delivery.deliver_due(now=timezone.now()) == 5

    assert len(postbox.taken) == 5
    assert postbox.sessions == 1
    assert delivery.deliver_due(now=timezone.now()) == 0


def test_a_refused_address_stops_no_other_letter_and_is_tried_again_later(
    settlement: Settlement, postbox: Postbox
) -> None:
    postbox.refused.add("gone@example.org")
    gone = queue(settlement, to="gone@example.org")
    queue(settlement)
    now = timezone.now()

    assert delivery.deliver_due(now=now) == 1
    gone.refresh_from_db()
    assert (gone.status, gone.attempts, gone.error) == ("queued", 1, "SMTPRecipientsRefused")
    assert "gone@example.org" not in gone.error
    assert delivery.deliver_due(now=now + timedelta(seconds=30)) == 0

    postbox.refused.clear()
    assert delivery.deliver_due(now=now + timedelta(minutes=2)) == 1
    gone.refresh_from_db()
    assert (gone.status, gone.attempts, gone.error) == ("sent", 2, "")


def test_a_letter_that_fails_again_and_again_is_given_up(
    settlement: Settlement, postbox: Postbox
) -> None:
    postbox.refused.add("gone@example.org")
    gone = queue(settlement, to="gone@example.org")

    now = timezone.now()
    for _attempt in range(delivery.MOST_ATTEMPTS):
        delivery.deliver_due(now=now)
        now += delivery.LONGEST_PAUSE

    gone.refresh_from_db()
    assert (gone.status, gone.attempts) == ("failed", delivery.MOST_ATTEMPTS)
    postbox.refused.clear()
    assert delivery.deliver_due(now=now) == 0


def test_a_mail_server_that_is_down_counts_against_no_letter(settlement: Settlement) -> None:
    notice = queue(settlement)

    with mail_goes_to(port=1):
        assert delivery.deliver_due(now=timezone.now()) == 0

    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("queued", 0)


@pytest.mark.django_db(transaction=True)
def test_a_letter_in_another_workers_hands_is_left_to_it(postbox: Postbox) -> None:
    notice = queue(make.settlement())
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM settlement_notice WHERE id = %s FOR UPDATE", [notice.pk])
            assert not delivery.deliver(notice_id=notice.pk, now=timezone.now())
    finally:
        other.rollback()
        other.close()

    assert postbox.taken == []
    assert delivery.deliver(notice_id=notice.pk, now=timezone.now())


def test_an_unreadable_letter_stops_no_other_and_is_given_up_in_the_end(
    settlement: Settlement, postbox: Postbox
) -> None:
    torn, whole = queue(settlement), queue(settlement)
    Notice.objects.filter(pk=torn.pk).update(sealed=whole.sealed)  # sealed for another row
    now = timezone.now()

    assert delivery.deliver_due(now=now) == 1

    torn.refresh_from_db()
    whole.refresh_from_db()
    assert (torn.status, torn.attempts, torn.error) == ("queued", 1, "SealBroken")
    assert whole.status == "sent"
    for _attempt in range(delivery.MOST_ATTEMPTS):
        now += delivery.LONGEST_PAUSE
        delivery.deliver_due(now=now)
    torn.refresh_from_db()
    assert torn.status == "failed"


def test_a_destroyed_key_keeps_its_own_letters_alone_from_being_sent(
    settlement: Settlement, postbox: Postbox
) -> None:
    notice = queue(settlement)
    other = queue(make.settlement(slug="other"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE settlement_casekey SET wrapped = NULL, destroyed_at = now()"
            " WHERE settlement_id = %s",
            [settlement.pk],
        )
    keys._data_key.cache_clear()

    assert delivery.deliver_due(now=timezone.now()) == 1

    notice.refresh_from_db()
    other.refresh_from_db()
    assert (notice.status, notice.attempts, notice.error) == ("queued", 1, "KeyDestroyed")
    assert other.status == "sent"
