"""Pressing Submit many times at once files once: the unique key decides, not a look before."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections

from claims.filing import services, statements
from claims.filing.contents import Contents
from claims.filing.models import Claim, ClaimVersion, Submission
from claims.filing.services import DifferentSubmission, Receipt
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW

AT_ONCE = 8


def at_once(
    settlement: Settlement, contents_of: Callable[[int], Contents]
) -> list[Receipt | Refusal]:
    """Send one form from AT_ONCE threads, let loose together."""
    key, by = uuid.uuid4(), User.objects.service("wizard")
    gate = threading.Barrier(AT_ONCE)
    answers: list[Receipt | Refusal] = []

    def send(n: int) -> None:
        contents = contents_of(n)
        gate.wait()
        try:
            answers.append(
                services.file(
                    settlement=settlement, contents=contents, submission_key=key, by=by, now=NOW
                )
            )
        except Refusal as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_makes_one_claim() -> None:
    settlement, contents = make.settlement(), make.contents()

    answers = at_once(settlement, lambda _n: contents)

    receipts = [each for each in answers if isinstance(each, Receipt)]
    assert len(receipts) == AT_ONCE
    assert len({each.number for each in receipts}) == 1
    assert sum(each.created for each in receipts) == 1
    counts = [table.objects.count() for table in (Claim, ClaimVersion, Submission, Notice)]
    assert counts == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_one_key_with_eight_contents_files_the_first_and_refuses_the_others() -> None:
    settlement = make.settlement()

    answers = at_once(settlement, lambda n: make.contents(first_name=f"Dana{n}"))

    assert sum(isinstance(each, Receipt) for each in answers) == 1
    assert sum(isinstance(each, DifferentSubmission) for each in answers) == AT_ONCE - 1
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_key_the_same_race_files_eight_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control: it is the constraint that holds, not luck with the timing."""
    settlement, contents = make.settlement(), make.contents()
    monkeypatch.setattr(
        statements,
        "TAKE_KEYS",
        statements.TAKE_KEYS.replace("ON CONFLICT (settlement_id, key) DO NOTHING", ""),
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_submission DROP CONSTRAINT submission_key_once")
    try:
        at_once(settlement, lambda _n: contents)
        filed = Claim.objects.count()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE claims_submission")
            cursor.execute(
                "ALTER TABLE claims_submission ADD CONSTRAINT submission_key_once"
                " UNIQUE (settlement_id, key)"
            )

    assert filed == AT_ONCE
