"""Writing letters: in the receiver's language, sealed, and with their cause or not at all."""

import pytest
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist

from settlement.notices import services, tasks
from settlement.notices.models import Notice
from settlement.notices.render import render
from settlement.notices.services import Addressed, opened
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of
from tests import make

NUMBER = "7KQ2-9F4D-PX3"


def addressed(settlement: Settlement, name: str, language: str = "en") -> Addressed:
    context = {
        "name": name,
        "number": NUMBER,
        "calendar": terms_of(settlement).calendar,
        "withdrawn_at": make.NOW,
        "open": True,
    }
    return Addressed(ref=NUMBER, language=language, to="dana@example.org", context=context)


def test_many_letters_are_each_their_own(settlement: Settlement) -> None:
    letters = [addressed(settlement, "Dana <b>"), addressed(settlement, "Eva & Co.", "es")]

    ids = services.queue_many(
        settlement=settlement, kind="claim_withdrawn", entity="claim", letters=letters
    )

    english, spanish = (opened(Notice.objects.get(pk=notice_id)) for notice_id in ids)
    assert english.letter.subject == f"Your claim {NUMBER} is withdrawn"
    assert "Hello Dana <b>," in english.letter.text  # plain text: nothing is escaped
    assert "Hola, Eva & Co.:" in spanish.letter.text
    assert settlement.name in english.letter.text


def test_a_letter_lies_sealed_and_only_in_its_own_row(settlement: Settlement) -> None:
    letters = [addressed(settlement, "Quetzalcoatl"), addressed(settlement, "Other")]
    one, two = services.queue_many(
        settlement=settlement, kind="claim_withdrawn", entity="claim", letters=letters
    )
    first, second = Notice.objects.get(pk=one), Notice.objects.get(pk=two)

    assert b"Quetzalcoatl" not in bytes(first.sealed)
    second.sealed = first.sealed
    with pytest.raises(Exception, match="altered or sealed for another place"):
        opened(second)


def test_a_letter_falls_with_its_cause(settlement: Settlement) -> None:
    with transaction.atomic():
        services.queue_many(
            settlement=settlement,
            kind="claim_withdrawn",
            entity="claim",
            letters=[addressed(settlement, "Dana")],
        )
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_no_letters_are_no_work(settlement: Settlement) -> None:
    assert (
        services.queue_many(
            settlement=settlement, kind="claim_withdrawn", entity="claim", letters=[]
        )
        == []
    )


def test_a_language_that_a_letter_was_not_written_in_is_answered_in_english(
    settlement: Settlement,
) -> None:
    letter = render(
        kind="claim_withdrawn",
        language="fr",
        context=dict(addressed(settlement, "Dana").context) | {"case_name": "X", "site": ""},
    )

    assert letter.subject == f"Your claim {NUMBER} is withdrawn"
    assert "Tuesday, November 24, 2026" in letter.text


def test_a_kind_that_was_never_written_is_an_error() -> None:
    with pytest.raises(TemplateDoesNotExist):
        render(kind="never_written", language="en", context={})


def test_a_name_cannot_add_a_header(settlement: Settlement) -> None:
    letter = render(
        kind="claim_withdrawn",
        language="en",
        context=dict(addressed(settlement, "D").context) | {"number": "1\r\nBcc: x@example.org"},
    )

    assert "\n" not in letter.subject


def test_the_beat_sends_what_is_due_and_the_bell_sends_one(settlement: Settlement) -> None:
    one, _two, _three = services.queue_many(
        settlement=settlement,
        kind="claim_withdrawn",
        entity="claim",
        letters=[addressed(settlement, f"Dana{n}") for n in range(3)],
    )

    tasks.send_one(notice_id=one)
    assert len(mail.outbox) == 1
    tasks.send_due()

    assert len(mail.outbox) == 3
    assert set(Notice.objects.values_list("status", flat=True)) == {"sent"}
