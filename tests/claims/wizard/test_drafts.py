"""The draft: kept in one browser, sealed in the database, useless to everybody else."""

import json
from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.forms import model_to_dict

from claims.filing import services, tasks
from claims.filing.models import Claim, Draft
from claims.wizard import drafts
from claims.wizard.drafts import Kept
from settlement.terms.models import Settlement
from tests import make
from tests.claims.wizard.conftest import PAGES, Applicant


def test_a_browser_goes_on_where_it_left_off(dana: Applicant) -> None:
    dana.fills_in(up_to="contact")
    assert dana.opens()["Location"] == "/small/claim/contact/"
    assert 'value="12 Lake Street"' in dana.opens("address").content.decode()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_cases(dana: Applicant) -> None:
    dana.fills_in(up_to="who")
    cookie = dana.client.cookies["claim"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/small/claim/"


def test_nothing_of_a_draft_is_readable_in_the_database(dana: Applicant) -> None:
    dana.fills_in(up_to="review", payment={"payment_method": "ach"})
    draft = Draft.objects.get()
    for secret in ["Rivera", "Lake Street", "dana@example.org"]:
        assert secret.encode() not in bytes(draft.sealed)
    assert drafts.read(draft).filled["last_name"] == "Rivera"


def test_another_browser_sees_nothing_of_it(dana: Applicant, charlie: Applicant) -> None:
    dana.fills_in(up_to="contact")
    assert charlie.opens()["Location"] == "/small/claim/start/"
    assert charlie.opens("address")["Location"] == "/small/claim/start/"


@pytest.mark.parametrize("made_up", ["token", "row", "unsigned", "nothing"])
def test_a_draft_key_of_ones_own_making_starts_anew(
    dana: Applicant, charlie: Applicant, made_up: str
) -> None:
    dana.fills_in(up_to="contact")
    real = dana.client.cookies["claim"].value
    charlie.client.cookies["claim"] = {
        "token": "x" * 43,
        "row": Draft.objects.get().token_sha256,
        "unsigned": real.split(":")[0],
        "nothing": "",
    }[made_up]
    assert charlie.opens()["Location"] == "/small/claim/start/"
    charlie.fills_in(up_to="name")
    assert Draft.objects.count() == 2
    assert "Lake Street" not in charlie.opens("name").content.decode()
    assert 'value="12 Lake Street"' in dana.opens("address").content.decode()


def test_a_draft_of_one_case_opens_nothing_in_another(
    dana: Applicant, charlie: Applicant, settlement: Settlement
) -> None:
    other = make.settlement(slug="other")
    draft, token = drafts.begin(settlement=settlement, now=make.NOW)
    drafts.save(draft, Kept(), now=make.NOW)
    found = drafts.find(settlement=settlement, token=token, now=make.NOW)
    assert found is not None
    assert model_to_dict(found) == model_to_dict(Draft.objects.get())
    assert not found.get_deferred_fields()
    assert drafts.find(settlement=other, token=token, now=make.NOW) is None

    dana.fills_in(up_to="contact")
    charlie.form = "/other/claim"
    charlie.client.cookies["claim"] = dana.client.cookies["claim"].value
    assert charlie.opens()["Location"] == "/other/claim/start/"


def test_a_draft_is_not_taken_up_again_after_thirty_days(
    dana: Applicant, today: time_machine.Traveller
) -> None:
    dana.fills_in(up_to="contact")
    today.move_to(make.NOW + timedelta(days=29))
    assert dana.opens()["Location"] == "/small/claim/contact/"
    today.move_to(make.NOW + timedelta(days=31))
    assert dana.opens()["Location"] == "/small/claim/start/"


def test_drafts_that_nobody_came_back_to_are_deleted_and_no_others(
    dana: Applicant, charlie: Applicant, today: time_machine.Traveller
) -> None:
    dana.fills_in(up_to="contact")
    filed = Applicant("small")
    filed.fills_in()
    filed.signs()
    today.move_to(make.NOW + timedelta(days=1))
    charlie.fills_in(up_to="contact")
    theirs = Draft.objects.latest("pk")

    today.move_to(make.NOW + timedelta(days=30))
    tasks.forget_drafts()
    assert Draft.objects.count() == 3  # for thirty days we keep what we promised to keep
    today.move_to(make.NOW + timedelta(days=30, seconds=1))
    tasks.forget_drafts()

    assert set(Draft.objects.filter(claim=None)) == {theirs}
    assert Claim.objects.count() == 1
    tasks.forget_drafts()
    assert Draft.objects.count() == 2


def test_the_beat_rings_for_the_old_drafts() -> None:
    rung = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.forget_drafts.name in rung & set(current_app.tasks)


def test_what_was_entered_can_be_erased(dana: Applicant) -> None:
    dana.fills_in(up_to="contact")
    assert dana.sends("forget")["Location"] == "/small/"
    assert not Draft.objects.exists()
    assert dana.opens()["Location"] == "/small/claim/start/"


def test_erasing_what_is_filed_takes_nothing_back(dana: Applicant) -> None:
    dana.fills_in()
    dana.signs()
    dana.sends("forget")
    assert Claim.objects.get().status == "filed"


def test_changing_one_answer_comes_back_to_the_review(dana: Applicant) -> None:
    dana.fills_in(up_to="review")
    assert "?to=review" in dana.opens("review").content.decode()
    answer = dana.sends("name", "?to=review", first_name="Dan", last_name="Rivera")
    assert answer["Location"] == "/small/claim/review/"
    assert "Dan Rivera" in dana.opens("review").content.decode()


def test_a_change_that_opens_new_questions_asks_them_before_the_review(dana: Applicant) -> None:
    dana.fills_in(up_to="sign")
    answer = dana.sends("payment", "?to=review", payment_method="ach")
    assert answer["Location"] == "/small/claim/bank/"
    assert dana.opens("sign")["Location"] == "/small/claim/bank/"


def test_who_files_for_a_child_after_all_is_asked_for_the_childs_name(dana: Applicant) -> None:
    dana.fills_in(up_to="sign")
    answer = dana.sends("who", "?to=review", capacity="guardian")
    assert answer["Location"] == "/small/claim/name/"
    page = dana.opens("name").content.decode()
    assert "What is your child&#x27;s name?" in page
    assert 'value="Rivera"' not in page


def test_who_files_for_themselves_after_all_leaves_no_childs_birth_date(dana: Applicant) -> None:
    """It would make a minor of the adult who files, and ask for a guardian."""
    dana.sends("start", **PAGES["start"])
    dana.sends("who", capacity="guardian")
    dana.sends("name", first_name="Leo", last_name="Rivera")
    dana.sends("birth-date", birth_date_0="3", birth_date_1="1", birth_date_2="2015")
    dana.sends("guardian", guardian_first_name="Dana", guardian_last_name="Rivera")
    dana.fills_in()
    dana.signs()

    claim = Claim.objects.get()
    contents = services.contents_of(claim)
    assert not claim.minor
    assert contents.birth_date is None
    assert contents.guardian_first_name == ""


def test_who_files_for_a_child_again_is_asked_again_for_the_birth_date(dana: Applicant) -> None:
    dana.sends("start", **PAGES["start"])
    for capacity in ("guardian", "self", "guardian"):
        dana.sends("who", capacity=capacity)
        dana.sends("name", first_name="Leo", last_name="Rivera")
        if capacity == "guardian":
            page = dana.opens("birth-date").content.decode()
            assert "usa-error-message" not in page
            assert 'value="2015"' not in page
            dana.sends("birth-date", birth_date_0="3", birth_date_1="1", birth_date_2="2015")


def test_an_answer_that_became_wrong_is_asked_again_with_its_reason(settlement: Settlement) -> None:
    """PayPal goes to the e-mail address; who takes the address away chooses again."""
    text = settlement.versions.get().text.replace('"ach", "check"', '"check", "paypal"')
    make.settlement(text=text.replace('"small"', '"paypal"'), slug="paypal")
    dana = Applicant("paypal")
    dana.fills_in(up_to="sign", payment={"payment_method": "paypal"})
    answer = dana.sends("contact", "?to=review", email="", phone="312 555 0142")
    assert answer["Location"] == "/paypal/claim/payment/"
    assert "we need an e-mail address" in dana.opens("payment").content.decode()


def test_what_belongs_to_no_choice_any_more_is_not_kept(dana: Applicant) -> None:
    dana.fills_in(up_to="review", payment={"payment_method": "ach"})
    account = {"account": "12345678", "account_again": "12345678", "account_type": "savings"}
    dana.sends("bank", routing="021000021", **account)
    dana.sends("payment", **PAGES["payment"])
    kept = json.dumps(drafts.read(Draft.objects.get()).filled)
    assert "12345678" not in kept


def test_a_page_saved_late_in_another_window_does_not_undo_the_filing(
    dana: Applicant, settlement: Settlement
) -> None:
    dana.fills_in()
    in_another_window = Draft.objects.get()
    dana.signs()
    drafts.save(in_another_window, Kept(), now=make.NOW)
    assert Draft.objects.get().claim == Claim.objects.get()
    assert dana.opens("name")["Location"] == "/small/claim/receipt/"


@pytest.mark.parametrize("page", ["forget", "again"])
def test_looking_at_an_address_that_changes_something_changes_nothing(
    dana: Applicant, page: str
) -> None:
    dana.fills_in(up_to="contact")
    assert dana.opens(page)["Location"] == "/small/claim/"
    assert dana.opens()["Location"] == "/small/claim/contact/"
