"""Whatever is typed: a sentence in place with status 422, or it is kept as it is. Never a 500."""

import pytest
from django.test import Client

from claims.filing import services
from claims.filing.models import Claim
from settlement.terms.models import Settlement
from tests.claims.wizard.conftest import Applicant

MEGABYTE = "x" * 1_048_576


@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("start", {}, "Choose yes or no. You can file either way."),
        ("start", {"has_notice": "maybe"}, "Choose yes or no. You can file either way."),
        ("who", {}, "Choose whether you file for yourself or for a child."),
        ("who", {"capacity": "executor"}, "Choose whether you file for yourself or for a child."),
        ("name", {"first_name": "", "last_name": "Rivera"}, "Enter the first name."),
        ("name", {"first_name": " ", "last_name": "Rivera"}, "Enter the first name."),
        ("name", {"first_name": "D" * 81, "last_name": "R"}, "at most 80 characters"),
        ("name", {"first_name": MEGABYTE, "last_name": "R"}, "at most 80 characters"),
        ("name", {"first_name": "Da\x00na", "last_name": "R"}, "characters that cannot be seen"),
        ("name", {"first_name": "Da\x07na", "last_name": "R"}, "characters that cannot be seen"),
        ("name", {"first_name": "😀", "last_name": "R"}, "A name needs at least one letter"),
        ("address", {"line1": "1 A St", "city": "B", "zip": "60601"}, "Choose the state."),
        ("address", {"state": "ZZ", "zip": "60601"}, "Choose a state or territory"),
        ("address", {"state": "IL", "zip": "1234"}, "A ZIP code has five digits"),
        ("contact", {"email": "", "phone": ""}, "Enter an e-mail address or a phone number"),
        ("contact", {"email": "dana@", "phone": ""}, "Enter an e-mail address such as"),
        ("contact", {"email": MEGABYTE, "phone": ""}, "at most 254 characters"),
        ("contact", {"email": "", "phone": "12"}, "Enter a phone number with its area code"),
        ("usernames", {"usernames": "\n".join("abcdefghijkl")}, "Enter at most 10."),
        ("usernames", {"usernames": MEGABYTE}, "at most 80 characters"),
        ("question-created_in_illinois", {}, "Answer this question."),
        ("question-created_in_illinois", {"answer": "perhaps"}, "Answer yes or no."),
        ("question-years", {"answer": "two"}, "Enter a whole number in digits"),
        ("question-years", {"answer": "11"}, "Enter 10 or less."),
        ("question-years", {"answer": "-1"}, "Enter 0 or more."),
        ("payment", {}, "Choose how you want to be paid."),
        ("payment", {"payment_method": "gold"}, "Choose one of the ways to be paid"),
    ],
)
def test_a_page_that_cannot_be_accepted_says_why_in_place(
    dana: Applicant, page: str, fields: dict[str, str], sentence: str
) -> None:
    dana.fills_in(up_to=page)
    answer = dana.sends(page, **fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'role="alert"' in text
    assert 'aria-invalid="true"' in text
    assert dana.opens("sign").status_code == 302  # and the page stays open


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"routing": "021000022"}, "routing", "This is not the routing number of a U.S. bank."),
        ({"routing": "abc"}, "routing", "This is not the routing number of a U.S. bank."),
        ({"account": "letters", "account_again": "letters"}, "account", "4 to 17 digits"),
        ({"account_again": "12345679"}, "account_again", "The two account numbers are different"),
        ({"account_again": ""}, "account_again", "The two account numbers are different"),
        ({"account_type": ""}, "account_type", "Choose checking or savings."),
    ],
)
def test_a_wrong_bank_account_is_said_at_its_field(
    dana: Applicant, changed: dict[str, str], field: str, sentence: str
) -> None:
    dana.fills_in(up_to="review", payment={"payment_method": "ach"})
    right = {
        "routing": "021000021",
        "account": "12345678",
        "account_again": "12345678",
        "account_type": "checking",
    }
    answer = dana.sends("bank", **{**right, **changed})
    text = answer.content.decode()
    assert answer.status_code == 422
    error = text[text.index(f'id="id_{field}_error"') :]
    assert sentence in error[: error.index("</div>")]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("2", "30", "2012"), "Enter a real date"),
        (("", "3", "2012"), "Enter a real date"),
        (("2", "3", "12"), "Enter a real date"),
        (("x", "-1", "\x00"), "Enter a real date"),
        (("", "", ""), "Enter the child&#x27;s date of birth."),
        (("1", "1", "2027"), "This date is in the future."),
        (("1", "1", "2001"), "This person is 18 or older"),
        (("1", "1", "1801"), "more than 125 years ago"),
    ],
)
def test_a_birth_date_that_cannot_be_is_said_in_place(
    dana: Applicant, day: tuple[str, str, str], sentence: str
) -> None:
    dana.sends("start", has_notice="no")
    dana.sends("who", capacity="guardian")
    dana.sends("name", first_name="Leo", last_name="Rivera")
    sent = {f"birth_date_{place}": part for place, part in enumerate(day)}
    answer = dana.sends("birth-date", **sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "D",
        "D" * 80,
        "Dana 😀",
        "דנה",
        "‏دانا‏",
        "김",
        "O'Brien-Núñez, Jr.",
        "<script>alert(1)</script>",
        "{{ 7|add:7 }}",
        "=Dana(1)",
        "'; DROP TABLE claims_claim; --",
    ],
)
def test_a_name_of_any_script_and_length_is_kept_and_shown_as_it_is(
    dana: Applicant, name: str
) -> None:
    dana.fills_in(name={"first_name": name})
    answer = dana.opens("review")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    dana.signs()
    assert services.contents_of(Claim.objects.get()).first_name == name.strip("‏")


def test_what_was_typed_stands_in_the_field_again(dana: Applicant) -> None:
    dana.fills_in(up_to="address")
    answer = dana.sends("address", line1="12 Lake Street", city="Chicago", state="IL", zip="1")
    text = answer.content.decode()
    assert 'value="12 Lake Street"' in text
    assert '<option value="IL" selected>' in text


def test_each_error_links_to_its_field(dana: Applicant) -> None:
    dana.fills_in(up_to="address")
    text = dana.sends("address", zip="1").content.decode()
    for field in ["line1", "city", "state", "zip"]:
        assert f'<a href="#id_{field}">' in text
        assert f'aria-describedby="id_{field}_error"' in text
    text = dana.sends("start").content.decode()
    assert '<a href="#id_has_notice_0">' in text
    assert 'id="id_has_notice_0"' in text


def test_the_signature_must_be_typed(dana: Applicant) -> None:
    dana.fills_in()
    answer = dana.signs(signature="  ")
    assert answer.status_code == 422
    assert "Type your full name to sign." in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("shown_in", ["", "fr", "../../etc", MEGABYTE])
def test_the_statement_is_signed_in_a_language_that_the_case_has(
    dana: Applicant, shown_in: str
) -> None:
    dana.fills_in()
    assert dana.signs(shown_in=shown_in).status_code == 302
    contents = services.contents_of(Claim.objects.get())
    assert contents.language == "en"
    assert contents.attested_text.startswith("I declare under penalty of perjury")


@pytest.mark.parametrize("page", ["name", "bank", "review", "sign", "question-years", "nonsense"])
def test_a_page_out_of_order_leads_to_the_first_that_is_missing(dana: Applicant, page: str) -> None:
    dana.fills_in(up_to="who")
    assert dana.opens(page)["Location"] == "/small/claim/who/"
    assert dana.sends(page, first_name="Dana")["Location"] == "/small/claim/who/"


def test_a_form_that_was_never_started_leads_to_its_start(dana: Applicant) -> None:
    assert dana.opens()["Location"] == "/small/claim/start/"
    assert dana.opens("sign")["Location"] == "/small/claim/start/"
    assert dana.opens("receipt")["Location"] == "/small/claim/"
    assert dana.signs()["Location"] == "/small/claim/start/"


def test_more_than_a_browser_may_send_is_answered_in_our_frame(dana: Applicant) -> None:
    dana.fills_in(up_to="name")
    answer = dana.sends("name", first_name=MEGABYTE * 4)
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


def test_a_page_sent_without_its_security_cookie_is_answered_in_our_frame(
    settlement: Settlement,
) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/small/claim/start/", {"has_notice": "no"})
    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()


@pytest.mark.parametrize("slug", ["nobody", "small%00", "../small"])
def test_an_unknown_case_has_no_form(db: None, slug: str) -> None:
    answer = Client().get(f"/{slug}/claim/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
