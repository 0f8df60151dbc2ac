"""Filing through the service: one submission, one claim, one receipt, and one letter."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.filing import numbers, services, statements
from claims.filing.contents import Contents
from claims.filing.faults import Fault
from claims.filing.intake import InvalidContents
from claims.filing.models import Claim, ClaimVersion, Draft, Submission
from claims.filing.services import (
    BeingPaid,
    DifferentSubmission,
    FilingClosed,
    Receipt,
)
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.notices.models import Notice
from settlement.notices.services import opened
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW

CLOSED = datetime(2027, 1, 16, 5, 0, tzinfo=UTC)  # midnight in New York, after January 15
LAST_MOMENT = CLOSED - timedelta(microseconds=1)


@pytest.fixture
def wizard(db: None) -> User:
    return User.objects.service("wizard")


def file(
    settlement: Settlement,
    contents: Contents,
    *,
    key: uuid.UUID | None = None,
    now: datetime = NOW,
    paper: bool = False,
    postmarked_on: date | None = None,
    draft: Draft | None = None,
) -> Receipt:
    return services.file(
        settlement=settlement,
        contents=contents,
        submission_key=key or uuid.uuid4(),
        by=User.objects.service("wizard"),
        now=now,
        paper=paper,
        postmarked_on=postmarked_on,
        draft=draft,
    )


def test_a_filing_makes_a_claim_a_version_a_submission_an_event_and_a_letter(
    settlement: Settlement,
) -> None:
    contents = make.contents(email="dana@example.org", notice_id="7KQ2", confirmation_code="K4T")

    receipt = file(settlement, contents)

    claim = Claim.objects.get(number=receipt.number)
    assert receipt.created
    assert (claim.status, claim.version, claim.received_at) == ("filed", 1, NOW)
    assert (claim.late, claim.minor, claim.paper) == (False, False, False)
    assert claim.answers == {"created_in_illinois": True}
    assert None not in (claim.notice_key, claim.code_key, claim.email_key, claim.phone_key)
    assert claim.submissions.get().content_sha256 == receipt.content_sha256
    event = Event.objects.get(entity="claim", ref=receipt.number)
    assert (event.kind, event.from_status, event.to_status) == ("claim.filed", "", "filed")
    notice = Notice.objects.get(entity="claim", ref=receipt.number)
    letter = opened(notice)
    assert letter.to == "dana@example.org"
    assert receipt.access_code in letter.letter.text


def test_what_was_filed_can_be_opened_and_hashes_to_what_the_receipt_says(
    settlement: Settlement,
) -> None:
    receipt = file(settlement, make.contents(first_name="  Zoe\u0308 ", last_name="Ng"))
    claim = Claim.objects.get(pk=receipt.claim_id)

    contents = services.contents_of(claim)

    assert contents.first_name == "Zo\u00eb"
    assert receipt.content_sha256 == ClaimVersion.objects.get(claim=claim).content_sha256
    assert services.contents_of_many(settlement=settlement, claim_ids=[claim.pk]) == {
        claim.pk: contents
    }


def test_names_accounts_and_addresses_lie_in_no_table_in_the_clear(settlement: Settlement) -> None:
    contents = make.contents(
        last_name="Quetzalcoatl",
        payment_method="ach",
        routing="021000021",
        account="9988776655",
        account_type="checking",
    )
    file(settlement, contents)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(c::text, '') FROM claims_claim c)"
            " || (SELECT string_agg(v::text, '') FROM claims_claimversion v)"
            " || (SELECT string_agg(e::text, '') FROM settlement_event e)"
            " || (SELECT string_agg(n::text, '') FROM settlement_notice n)"
        )
        everything = cursor.fetchone()[0]

    assert "Quetzalcoatl" not in everything
    assert "9988776655" not in everything
    assert b"9988776655".hex() not in everything


def test_the_same_key_with_the_same_contents_gives_the_same_receipt(
    settlement: Settlement,
) -> None:
    key, contents = uuid.uuid4(), make.contents()

    first = file(settlement, contents, key=key)
    second = file(settlement, contents, key=key, now=NOW + timedelta(seconds=1))

    assert (first.created, second.created) == (True, False)
    assert (second.number, second.received_at) == (first.number, NOW)
    assert Claim.objects.count() == Notice.objects.count() == Submission.objects.count() == 1


def test_the_same_key_with_other_contents_is_refused_and_changes_nothing(
    settlement: Settlement,
) -> None:
    key = uuid.uuid4()
    first = file(settlement, make.contents(), key=key)

    with pytest.raises(DifferentSubmission, match=first.number):
        file(settlement, make.contents(first_name="Other"), key=key)

    assert Claim.objects.count() == 1


def test_the_last_microsecond_of_the_last_day_is_in_time_and_the_next_is_not(
    settlement: Settlement,
) -> None:
    assert file(settlement, make.contents(), now=LAST_MOMENT).created

    with pytest.raises(FilingClosed, match="January 15, 2027, 11:59 pm Eastern time"):
        file(settlement, make.contents(), now=CLOSED)

    assert Claim.objects.count() == 1


def test_before_claims_open_nothing_is_filed(settlement: Settlement) -> None:
    with pytest.raises(FilingClosed, match="open on Tuesday, September 15, 2026"):
        file(settlement, make.contents(), now=datetime(2026, 9, 15, 3, 59, 59, tzinfo=UTC))


def test_a_receipt_is_repeated_even_after_claims_closed(settlement: Settlement) -> None:
    key, contents = uuid.uuid4(), make.contents()
    first = file(settlement, contents, key=key, now=LAST_MOMENT)

    assert file(settlement, contents, key=key, now=CLOSED).number == first.number


def test_paper_counts_by_its_postmark_and_is_kept_when_late(settlement: Settlement) -> None:
    in_time = file(
        settlement,
        make.contents(email="", phone=""),
        now=CLOSED + timedelta(days=5),
        paper=True,
        postmarked_on=date(2027, 1, 15),
    )
    late = file(
        settlement,
        make.contents(),
        now=CLOSED + timedelta(days=5),
        paper=True,
        postmarked_on=date(2027, 1, 16),
    )

    assert not Claim.objects.get(pk=in_time.claim_id).late
    assert Claim.objects.get(pk=late.claim_id).late


def test_a_claim_without_an_email_address_gets_no_letter(settlement: Settlement) -> None:
    file(settlement, make.contents(email=""))

    assert not Notice.objects.exists()


def test_contents_with_faults_are_refused_with_each_field(settlement: Settlement) -> None:
    with pytest.raises(InvalidContents) as refused:
        file(settlement, make.contents(first_name="", zip="1234"))

    assert [(each.field, each.fault) for each in refused.value.faults] == [
        ("first_name", Fault.REQUIRED),
        ("zip", Fault.ZIP),
    ]
    assert not Claim.objects.exists()


def test_a_minor_who_files_alone_is_accepted_and_marked(settlement: Settlement) -> None:
    receipt = file(settlement, make.contents(birth_date=date(2010, 5, 1)))

    assert Claim.objects.get(pk=receipt.claim_id).minor


def test_a_draft_is_closed_by_the_claim_that_it_became(settlement: Settlement) -> None:
    draft = Draft.objects.create(
        settlement=settlement, token_sha256="0" * 64, sealed=b"", updated_at=NOW
    )

    receipt = file(settlement, make.contents(), draft=draft)

    draft.refresh_from_db()
    assert draft.claim_id == receipt.claim_id


def test_filing_does_not_read_the_class_list(settlement: Settlement) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        file(settlement, make.contents())

    statements_run = " ".join(query["sql"] for query in queries)
    assert "claims_submission" in statements_run
    assert "settlement_classmember" not in statements_run


def test_a_number_that_is_taken_is_drawn_again(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = file(settlement, make.contents()).number
    draws = iter([taken, taken, "NEW2-NEW2-NEW"])
    monkeypatch.setattr(numbers, "new_number", lambda: next(draws))

    (answer,) = services.file_many(
        settlement=settlement,
        batch=[(uuid.uuid4(), make.contents())],
        by=User.objects.service("wizard"),
        now=NOW,
    )

    assert isinstance(answer, Receipt)
    assert answer.number == "NEW2-NEW2-NEW"


def test_one_bad_row_of_a_batch_stops_no_other(settlement: Settlement, wizard: User) -> None:
    again = uuid.uuid4()
    same = make.contents()
    batch = [
        (uuid.uuid4(), make.contents()),
        (uuid.uuid4(), make.contents(city="\x00")),
        (again, same),
        (again, same),
        (again, make.contents(first_name="Other")),
        (uuid.uuid4(), make.contents(email="", phone="+1 312 555 0143")),
    ]

    answers = services.file_many(
        settlement=settlement, batch=batch, by=wizard, now=NOW, filer="acme"
    )

    assert [type(each) for each in answers] == [
        Receipt,
        InvalidContents,
        Receipt,
        Receipt,
        DifferentSubmission,
        Receipt,
    ]
    receipts = [each for each in answers if isinstance(each, Receipt)]
    assert [each.created for each in receipts] == [True, True, False, True]
    assert Claim.objects.filter(filer="acme").count() == 3
    assert Notice.objects.count() == 2


def test_a_batch_filed_again_gives_the_same_receipts(
    settlement: Settlement, wizard: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)
    batch = [(uuid.uuid4(), make.contents()) for _ in range(5)]

    first = services.file_many(settlement=settlement, batch=batch, by=wizard, now=NOW)
    second = services.file_many(
        settlement=settlement, batch=batch, by=wizard, now=CLOSED, notify=False
    )

    assert numbers_of(first) == numbers_of(second)
    assert Claim.objects.count() == 5


def numbers_of(answers: list[Receipt | Refusal]) -> list[str]:
    return [each.number for each in answers if isinstance(each, Receipt)]


REMARKS = """
[[questions]]
key = "remarks"
kind = "text"
label = { en = "Anything else?", es = "¿Algo más?" }

[[pools]]"""


@pytest.mark.parametrize(
    ("plan", "kept"),
    [
        ("6 if created_in_illinois else 1", {"created_in_illinois": True, "years": 3}),
        (
            "6 if remarks == 'I am Dana' else 1",
            {"created_in_illinois": True, "years": 3, "remarks": "I am Dana"},
        ),
    ],
)
def test_what_people_write_lies_sealed_unless_the_plan_reads_it(
    wizard: User, plan: str, kept: dict[str, object]
) -> None:
    text = (make.DATA / "small.toml").read_text().replace("[[pools]]", REMARKS, 1)
    settlement = make.settlement(text=text.replace("6 if created_in_illinois else 1", plan))
    answers = {"created_in_illinois": True, "years": 3, "remarks": "I am Dana"}

    receipt = file(settlement, make.contents(answers=answers))

    claim = Claim.objects.get(pk=receipt.claim_id)
    assert claim.answers == kept
    assert services.contents_of(claim).answers == answers


def test_an_amendment_keeps_the_old_version_and_starts_verification_anew(
    settlement: Settlement, wizard: User
) -> None:
    claim = make.filed(settlement, first_name="Dana")
    claim.move("in_review", by=wizard, queue="name_differs", rule="name_differs")

    receipt = services.amend(
        claim=claim,
        contents=make.contents(first_name="Diana", answers={"created_in_illinois": False}),
        submission_key=uuid.uuid4(),
        by=wizard,
        now=LAST_MOMENT,
    )

    claim.refresh_from_db()
    assert (claim.status, claim.version, claim.queue, claim.rule) == ("filed", 2, "", "")
    assert claim.received_at == NOW
    assert (receipt.number, receipt.received_at) == (claim.number, LAST_MOMENT)
    assert services.contents_of(claim).first_name == "Diana"
    assert claim.versions.count() == 2


def test_an_amendment_sent_twice_makes_one_version(settlement: Settlement, wizard: User) -> None:
    claim = make.filed(settlement)
    key, contents = uuid.uuid4(), make.contents(first_name="Diana")

    receipts = [
        services.amend(claim=claim, contents=contents, submission_key=key, by=wizard, now=NOW)
        for _time in range(2)
    ]

    assert [each.created for each in receipts] == [True, False]
    assert claim.versions.count() == 2


def test_a_key_that_filed_one_claim_amends_no_other(settlement: Settlement, wizard: User) -> None:
    key, contents = uuid.uuid4(), make.contents()
    first = file(settlement, contents, key=key)
    claim = make.filed(settlement)

    with pytest.raises(DifferentSubmission, match=first.number):
        services.amend(claim=claim, contents=contents, submission_key=key, by=wizard, now=NOW)

    assert claim.versions.count() == 1


def test_a_claim_is_not_amended_after_the_deadline(settlement: Settlement, wizard: User) -> None:
    claim = make.filed(settlement)

    with pytest.raises(FilingClosed):
        services.amend(
            claim=claim,
            contents=make.contents(first_name="Diana"),
            submission_key=uuid.uuid4(),
            by=wizard,
            now=CLOSED,
        )

    assert claim.versions.count() == 1


def test_a_withdrawn_claim_is_final_and_a_letter_confirms_it(
    settlement: Settlement, wizard: User
) -> None:
    claim = make.filed(settlement, language="es", email="dana@example.org")

    services.withdraw(claim=claim, by=wizard, now=NOW, why="asked for on the site")

    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    letter = opened(Notice.objects.get(kind="claim_withdrawn"))
    assert letter.letter.subject == f"Su reclamación {claim.number} está retirada"
    with pytest.raises(WrongState):
        services.withdraw(claim=claim, by=wizard, now=NOW, why="again")


def test_a_claim_that_is_being_paid_is_neither_withdrawn_nor_amended(
    settlement: Settlement, wizard: User
) -> None:
    claim = make.filed(settlement)
    claim.move("approved", by=wizard, member_no=1)
    assert statements.freeze(settlement_id=settlement.pk, claim_ids=[claim.pk], now=NOW) == 1

    with pytest.raises(BeingPaid):
        services.withdraw(claim=claim, by=wizard, now=NOW, why="too late")
    with pytest.raises(BeingPaid):
        services.amend(
            claim=claim,
            contents=make.contents(),
            submission_key=uuid.uuid4(),
            by=wizard,
            now=NOW,
        )


def test_only_approved_claims_freeze_and_only_once(settlement: Settlement, wizard: User) -> None:
    approved, waiting = make.filed(settlement), make.filed(settlement)
    approved.move("approved", by=wizard, member_no=1)
    ids = [approved.pk, waiting.pk]

    assert statements.freeze(settlement_id=settlement.pk, claim_ids=ids, now=NOW) == 1
    assert statements.freeze(settlement_id=settlement.pk, claim_ids=ids, now=NOW) == 0
    waiting.refresh_from_db()
    assert waiting.frozen_at is None
