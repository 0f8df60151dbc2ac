"""From the first page to the receipt, as browsers do it, in both languages."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import connection

from claims.filing import access, services
from claims.filing.models import Claim, ClaimStatus, Draft
from claims.wizard import submitting
from settlement.audit.models import Event
from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from tests import make
from tests.claims.wizard.conftest import PAGES, Answer, Applicant


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The claims whose verification was rung for, without a broker."""
    rung: list[int] = []

    def ring(name: str, kwargs: dict[str, int]) -> None:
        assert name == "claims.eligibility.verify_claim"
        rung.append(kwargs["claim_id"])

    monkeypatch.setattr(current_app, "send_task", ring)
    return rung


def text_of(answer: Answer) -> str:
    return str(answer.content.decode())


def test_a_claim_filed_page_by_page_is_kept_as_it_was_entered(
    dana: Applicant, settlement: Settlement, bells: list[int]
) -> None:
    dana.fills_in()
    answer = dana.signs()

    assert answer.status_code == 302
    assert answer["Location"] == "/small/claim/receipt/"
    claim = Claim.objects.get(settlement=settlement)
    contents = services.contents_of(claim)
    assert claim.status == ClaimStatus.FILED
    assert claim.received_at == make.NOW
    assert (contents.full_name, contents.city, contents.zip) == ("Dana Rivera", "Chicago", "60601")
    assert contents.usernames == ("dana.dances", "@dana")
    assert contents.answers == {"created_in_illinois": True, "years": 3}
    assert contents.phone == "+13125550142"
    assert contents.signature == "Dana Rivera"
    assert contents.attested_text.startswith("I declare under penalty of perjury")
    assert bells == [claim.pk]
    assert Notice.objects.get(ref=claim.number).kind == "claim_filed"


def test_the_receipt_says_what_was_filed_and_what_opens_it_again(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    dana.signs()
    page = text_of(dana.opens("receipt"))

    claim = Claim.objects.get()
    version = claim.versions.get()
    for said in [
        claim.number,
        access.code_of(claim),
        version.content_sha256,
        "Tuesday, November 24, 2026, 7:00 am Eastern time",
        "12 Lake Street",
        "Dana Rivera",
        "Did you create a video in Illinois?",
        "Friday, January 15, 2027",
        "in 52 days",
        "dana@example.org",
    ]:
        assert said in page
    reading = Event.objects.get(ref=claim.number, kind="claim.opened")
    assert "receipt" in reading.why


def test_a_claim_may_be_filed_in_spanish_from_end_to_end(
    settlement: Settlement, bells: list[int]
) -> None:
    ana = Applicant(settlement.slug, language="es-US")
    assert "¿Tiene un" in text_of(ana.opens("start"))
    ana.fills_in()
    assert "Revise sus respuestas" in text_of(ana.opens("review"))
    ana.signs(signature="Ana Núñez", shown_in="es")

    page = text_of(ana.opens("receipt"))
    contents = services.contents_of(Claim.objects.get())
    assert '<html lang="es">' in page
    assert "Su reclamación está presentada" in page
    assert "¿Creó un video en Illinois?" in page
    assert "martes, 24 de noviembre de 2026" in page
    assert contents.language == "es"
    assert contents.attested_text.startswith("Declaro bajo pena de perjurio")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "I am 18 or older"), ("es", "Tengo 18 años o más")]
)
def test_who_files_alone_is_asked_whether_they_are_of_age_and_signs_it(
    settlement: Settlement, bells: list[int], language: str, said: str
) -> None:
    dana = Applicant(settlement.slug, language=language)
    dana.sends("start", **PAGES["start"])
    assert said in text_of(dana.opens("who"))
    dana.fills_in()
    dana.signs(shown_in=language)

    assert said in services.contents_of(Claim.objects.get()).attested_text


def test_a_parent_files_for_a_child(dana: Applicant, bells: list[int]) -> None:
    for page, fields in {
        "start": {"has_notice": "no"},
        "who": {"capacity": "guardian"},
        "name": {"first_name": "Leo", "last_name": "Rivera"},
        "birth-date": {"birth_date_0": "2", "birth_date_1": "29", "birth_date_2": "2012"},
        "guardian": {"guardian_first_name": "Dana", "guardian_last_name": "Rivera"},
    }.items():
        answer = dana.sends(page, **fields)
        assert answer.status_code == 302, text_of(answer)
    for page in ["address", "contact", "usernames", "question-created_in_illinois"]:
        dana.sends(page, **PAGES[page])
    for page in ["question-years", "payment", "review"]:
        dana.sends(page, **PAGES[page])
    statement = text_of(dana.opens("sign"))
    assert "parent or legal guardian" in statement
    assert "I am 18 or older" not in statement
    dana.signs()

    claim = Claim.objects.get()
    contents = services.contents_of(claim)
    assert claim.minor
    assert (contents.full_name, contents.signer) == ("Leo Rivera", "Dana Rivera")
    assert str(contents.birth_date) == "2012-02-29"


def test_direct_deposit_asks_for_an_account_and_shows_its_last_digits_alone(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in(up_to="review", payment={"payment_method": "ach"})
    account = {"account": "1234 5678", "account_again": "12345678", "account_type": "savings"}
    assert dana.sends("bank", routing="021000021", **account)["Location"].endswith("/review/")
    page = text_of(dana.opens("review"))
    assert "Savings, account ending in 5678" in page
    assert "12345678" not in page
    dana.sends("review")
    dana.signs()

    contents = services.contents_of(Claim.objects.get())
    assert (contents.routing, contents.account) == ("021000021", "12345678")
    assert "12345678" not in text_of(dana.opens("receipt"))


def test_submitting_twice_files_one_claim_and_shows_one_receipt(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    first = dana.signs()
    second = dana.signs()

    assert first["Location"] == second["Location"] == "/small/claim/receipt/"
    claim = Claim.objects.get()
    assert bells == [claim.pk]
    assert claim.number in text_of(dana.opens("receipt"))


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_file_one_claim(bells: list[int]) -> None:
    dana = Applicant(make.settlement().slug)
    dana.fills_in()
    cookie = dana.client.cookies["claim"].value

    def press(_nth: int) -> str:
        finger = Applicant("small")
        finger.client.cookies["claim"] = cookie
        try:
            return str(finger.signs().headers.get("Location"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as fingers:
        led_to = set(fingers.map(press, range(8)))

    assert led_to == {"/small/claim/receipt/"}
    assert bells == [Claim.objects.get().pk]
    assert Notice.objects.count() == 1


def test_the_receipt_opens_in_the_browser_that_filed_and_by_no_link(
    dana: Applicant, charlie: Applicant, bells: list[int]
) -> None:
    """A letter's link may be forwarded; it leads to the status page, which masks what is filed."""
    dana.fills_in()
    dana.signs()
    claim = Claim.objects.get()
    token = access.link(claim.settlement, claim.public_id).partition("?claim=")[2]

    for tried in [token, claim.public_id.hex, claim.number, ""]:
        answer = charlie.client.get("/small/claim/receipt/", {"claim": tried})
        assert answer["Location"] == "/small/claim/"
    assert charlie.opens("receipt")["Location"] == "/small/claim/"
    assert claim.number in text_of(dana.opens("receipt"))


def test_the_receipt_leads_to_the_claims_page_and_holds_no_link_that_others_could_use(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    dana.signs()
    claim_page = f"/small/status/{Claim.objects.get().public_id}/"
    page = text_of(dana.opens("receipt"))

    assert "?claim=" not in page
    assert f'href="{claim_page}"' in page
    assert dana.client.get(claim_page).status_code == 200


@pytest.mark.django_db
def test_a_receipt_shows_an_answer_that_later_terms_do_not_know_as_it_is(
    bells: list[int],
) -> None:
    settlement = make.settlement(text=make.small_with_tiers("gold", "tin"))
    dana = Applicant(settlement.slug)
    dana.fills_in(up_to="payment")
    dana.sends("question-tier", answer="gold")
    dana.sends("payment", **PAGES["payment"])
    dana.sends("review")
    dana.signs()
    assert "gold tier" in text_of(dana.opens("receipt"))

    make.next_version(settlement, make.small_with_tiers("lead", "tin"))

    assert "<bdi>gold</bdi>" in text_of(dana.opens("receipt"))


def test_once_filed_the_browser_forgets_when_it_is_closed(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    assert dana.client.cookies["claim"]["max-age"] == 30 * 24 * 60 * 60
    dana.signs()
    assert dana.client.cookies["claim"]["max-age"] == ""
    dana.opens("receipt")
    assert dana.client.cookies["claim"]["max-age"] == ""
    assert dana.client.cookies["sessionid"]["max-age"] == ""


def test_who_leaves_the_computer_leaves_nothing_to_the_next_person(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    dana.signs()
    claim_page = f"/small/status/{Claim.objects.get().public_id}/"
    assert "Leave this computer" in text_of(dana.opens("receipt"))
    kept = dana.client.cookies["claim"].value

    left = dana.sends("forget")

    assert left["Location"] == "/small/"
    assert "Your claim no longer opens in this browser." in text_of(dana.client.get("/small/"))
    assert dana.client.get(claim_page).status_code == 404
    assert dana.opens("receipt")["Location"] == "/small/claim/"
    dana.client.cookies["claim"] = kept  # somebody copied it before
    assert dana.opens("receipt")["Location"] == "/small/claim/"
    assert Claim.objects.get().status == ClaimStatus.FILED


def test_after_filing_every_page_of_the_form_leads_to_the_receipt(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    dana.signs()
    for page in ["", "start", "name", "review", "sign"]:
        assert dana.opens(page)["Location"] == "/small/claim/receipt/"
    assert dana.sends("name", first_name="Mallory")["Location"] == "/small/claim/receipt/"


def test_the_draft_is_emptied_once_it_is_filed(dana: Applicant, bells: list[int]) -> None:
    dana.fills_in()
    before = Draft.objects.get()
    dana.signs()
    after = Draft.objects.get()
    assert after.claim == Claim.objects.get()
    assert len(after.sealed) < len(before.sealed) / 4


def test_another_claim_can_be_filed_from_the_same_browser(
    dana: Applicant, bells: list[int]
) -> None:
    dana.fills_in()
    dana.signs()
    assert dana.sends("again")["Location"] == "/small/claim/"
    dana.fills_in(name={"first_name": "Leo"})
    dana.signs()
    assert Claim.objects.count() == 2


def test_a_claim_is_filed_where_nobody_answers_the_bell(
    dana: Applicant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dead = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    dead.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    dead.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(submitting, "current_app", dead)
    dana.fills_in()
    assert dana.signs()["Location"] == "/small/claim/receipt/"
    assert Claim.objects.get().status == ClaimStatus.FILED
    assert "waits for the beat" in caplog.text


def test_the_form_speaks_to_no_store_and_to_no_search_engine(dana: Applicant) -> None:
    answer = dana.opens("start")
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text_of(answer)


def make_page(page: str) -> dict[str, str]:
    return dict(PAGES[page])
