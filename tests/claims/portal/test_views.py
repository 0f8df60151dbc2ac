"""My claim through HTTP: the owner gets in, a stranger learns nothing."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from claims.eligibility.models import Verdict
from claims.filing import access
from claims.filing.models import Claim
from claims.portal import guessing
from claims.review.models import Decision
from claims.review.services import DECIDED
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.ratelimit import Limit
from settlement.terms.models import Settlement
from settlement.terms.services import version_of
from tests import make
from tests.make import NOW
from tests.work import work


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def unspent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of this test's own, untouched by what other tests spent."""
    for name in ("PER_NUMBER", "PER_SOURCE", "IN_ALL"):
        limit: Limit = getattr(guessing, name)
        own = Limit(f"{limit.name}-{uuid.uuid4()}", limit.most, 60)
        monkeypatch.setattr(guessing, name, own)


@pytest.fixture
def claim(settlement: Settlement) -> Claim:
    return make.filed(
        settlement, first_name="Dana", last_name="Rivera", line1="12 Lake Street", usernames=("dd",)
    )


def find(client: Client, claim: Claim, *, number: str = "", code: str = "") -> Any:
    sent = {"number": number or claim.number, "code": code or access.code_of(claim)}
    return client.post(reverse("portal-status", args=[claim.settlement.slug]), sent)


def address(claim: Claim, page: str = "portal-claim") -> str:
    return reverse(page, args=[claim.settlement.slug, claim.public_id])


def seen(client: Client, claim: Claim) -> str:
    """The claim's page, for a browser that opened it."""
    find(client, claim)
    return client.get(address(claim)).content.decode()


def without_chance(response: Any) -> str:
    """The body without what differs in every answer: the form's token and what was typed."""
    return without_token(response.content.decode())


def without_token(body: str) -> str:
    return re.sub(r'value="[^"]*"', "", body)


def test_number_and_code_open_the_claim(client: Client, claim: Claim) -> None:
    response = find(
        client, claim, number=claim.number.lower().replace("-", " "), code=access.code_of(claim)
    )

    assert response.status_code == 302
    assert response.headers["Location"] == address(claim)
    body = client.get(address(claim)).content.decode()
    assert claim.number in body
    assert "We are comparing your claim with the class list" in body
    assert "Friday, January 15, 2027" in body


def test_the_page_shows_what_we_have_and_masks_it(client: Client, claim: Claim) -> None:
    body = seen(client, claim)

    assert "Dana R***" in body
    assert "Rivera" not in body
    assert "Lake Street" not in body
    assert "Chicago, IL 606**" in body
    assert "***-***-0142" in body


@pytest.mark.django_db
def test_an_answer_that_later_terms_do_not_know_is_shown_as_it_is(client: Client) -> None:
    settlement = make.settlement(text=make.small_with_tiers("gold", "tin"))
    claim = make.filed(settlement, answers={"created_in_illinois": True, "tier": "gold"})
    assert "gold tier" in seen(client, claim)

    make.next_version(settlement, make.small_with_tiers("lead", "tin"))

    assert re.search(r"<dt>Which tier\?</dt>\s*<dd>\s*<bdi>gold</bdi>", seen(client, claim))


def test_each_showing_is_recorded(client: Client, claim: Claim) -> None:
    seen(client, claim)

    opening = Event.objects.get(kind="claim.opened", ref=claim.number)
    assert opening.why == "to show the claimant where the claim stands"


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client: Client, claim: Claim) -> None:
    wrong_code = find(client, claim, code="222-222-222")
    wrong_number = find(client, claim, number="2222-2222-222")
    nonsense = find(client, claim, number="\u202e😀", code="\x01")

    assert wrong_code.status_code == wrong_number.status_code == 422
    assert without_chance(wrong_code) == without_chance(wrong_number)
    assert nonsense.status_code == 422


def test_a_wrong_number_is_the_same_work_as_a_wrong_code(
    client: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(client, claim, number="3333-3333-333", code="222-222-222")

    wrong_code = work(monkeypatch, lambda: find(client, claim, code="222-222-222"))
    wrong_number = work(monkeypatch, lambda: find(client, claim, number="2222-2222-222"))

    assert wrong_code == wrong_number
    assert wrong_code


def test_a_wrong_pair_reads_no_claim(claim: Claim) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Claim.objects, "filter", lambda **_fields: pytest.fail("read a claim"))
        for number in (claim.number, "2222-2222-222"):
            found = access.claim_by_number(
                settlement=claim.settlement, number=number, code="222-222-222"
            )
            assert found is None


def test_the_code_of_one_claim_opens_no_other(
    client: Client, claim: Claim, settlement: Settlement
) -> None:
    other = make.filed(settlement)

    assert find(client, claim, code=access.code_of(other)).status_code == 422


def test_a_claim_is_not_found_under_another_case(client: Client, claim: Claim) -> None:
    other = make.settlement(slug="other")

    response = client.post(
        reverse("portal-status", args=[other.slug]),
        {"number": claim.number, "code": access.code_of(claim)},
    )

    assert response.status_code == 422


@pytest.mark.parametrize("page", ["portal-claim", "portal-withdraw"])
def test_a_stranger_with_the_address_sees_nothing(
    client: Client, claim: Claim, settlement: Settlement, page: str
) -> None:
    find(client, make.filed(settlement))  # a stranger with a claim of their own

    for answer in (client.get(address(claim, page)), client.post(address(claim, page))):
        body = answer.content.decode()
        assert answer.status_code in (404, 405)
        assert claim.number not in body
        assert "Dana" not in body
    claim.refresh_from_db()
    assert claim.status == "filed"


def test_opening_a_claim_changes_the_session_key(client: Client, claim: Claim) -> None:
    client.get(reverse("portal-status", args=[claim.settlement.slug]))
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key

    find(client, claim)

    assert client.session.session_key != before


def test_a_letters_link_opens_the_claim_for_thirty_days(client: Client, claim: Claim) -> None:
    link = access.link(claim.settlement, claim.public_id).removeprefix("http://127.0.0.1:8000")

    with time_machine.travel(NOW + timedelta(days=29, hours=23), tick=False):
        assert client.get(link).headers["Location"] == address(claim)
    with time_machine.travel(NOW + timedelta(days=30, seconds=2), tick=False):
        late = Client().get(link)
    assert late.status_code == 422
    assert "more than 30 days old" in late.content.decode()


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "\x00", "a:b:c"])
def test_a_broken_link_asks_for_number_and_code(client: Client, claim: Claim, token: str) -> None:
    response = client.get(reverse("portal-status", args=[claim.settlement.slug]), {"claim": token})

    assert response.status_code == 422
    assert "This link does not open a claim" in response.content.decode()


def test_after_ten_wrong_codes_a_number_pauses_even_for_the_right_one(
    client: Client, claim: Claim, settlement: Settlement
) -> None:
    for _try in range(10):
        assert find(client, claim, code="222-222-222").status_code == 422

    paused = find(client, claim)

    assert paused.status_code == 429
    assert "Try again in an hour" in paused.content.decode()
    assert find(client, make.filed(settlement)).status_code == 302  # another number is free


def test_another_spelling_of_a_number_gives_no_more_tries(client: Client, claim: Claim) -> None:
    number = claim.number
    spellings = [number, number.lower(), number.replace("-", ""), f" {number}-", f"{number}."]
    for spelling in spellings * 2:
        assert find(client, claim, number=spelling, code="222-222-222").status_code == 422

    assert find(client, claim).status_code == 429
    assert find(client, claim, number="-".join(number)).status_code == 429


def test_what_cannot_be_a_number_spends_the_tries_of_no_number(
    client: Client, claim: Claim
) -> None:
    for _try in range(12):
        assert find(client, claim, number="no number").status_code == 422


def test_right_answers_spend_no_try(client: Client, claim: Claim) -> None:
    for _try in range(12):
        assert find(client, claim).status_code == 302


def test_a_field_of_a_megabyte_is_answered_in_place(client: Client, claim: Claim) -> None:
    response = find(client, claim, number="7" * 1_000_000)

    assert response.status_code == 422
    assert "A claim number has 11 letters and digits" in response.content.decode()


def decide(claim: Claim, outcome: str, reason: str, message: str = "") -> None:
    """What claims.review does to a claim that somebody holds."""
    bob = make.user("lead reviewer", name="Bob")
    claim.move(outcome, by=bob, why=reason, rule=DECIDED, queue="")
    Decision.objects.create(
        claim=claim, outcome=outcome, reason=reason, message=message, note="looked twice", by=bob
    )


@pytest.mark.parametrize("message", ["", "Compare your e-mail address with the one in the app."])
def test_a_denial_says_its_reason_the_message_and_until_when_to_appeal(
    client: Client, claim: Claim, message: str
) -> None:
    decide(claim, "denied", "not_a_member", message)

    body = seen(client, claim)

    assert "Nothing that you entered leads to a member on the list of the class." in body
    assert message in body
    assert "A person decided." not in body
    assert "looked twice" not in body
    assert "You can ask us to look again until" in body


def test_what_the_rules_found_after_a_person_decided_is_what_counts(
    client: Client, claim: Claim
) -> None:
    decide(claim, "deficient", "proof_of_name")
    tests = User.objects.service("tests")
    claim.move("filed", by=tests, why="amended", rule="")
    claim.move("deficient", by=tests, why="", rule="minor_without_guardian")

    body = seen(client, claim)

    assert "You were under 18 on the day you filed." in body
    assert "marriage certificate" not in body


def verdict(claim: Claim, **compared: str) -> None:
    Verdict.objects.create(
        claim=claim,
        claim_version=1,
        terms_version=version_of(claim.settlement),
        rule="identifier_and_name",
        outcome=claim.status,
        member_no=1,
        compared=compared,
    )


def test_what_was_compared_is_told_in_words_once_it_is_decided(
    client: Client, claim: Claim
) -> None:
    claim.move("approved", by=User.objects.service("tests"), member_no=1)
    verdict(claim, email="same", name="same", created_in_illinois="differs")

    body = seen(client, claim)

    assert re.search(r"<dt>E-mail address</dt>\s*<dd>\s*agrees\s*</dd>", body)
    assert re.search(r"<dt>Did you create a video in Illinois\?</dt>\s*<dd>\s*differs", body)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You answered “Yes” to “Did you create a video in Illinois?”, and the class list"),
        ("es", "y la lista de miembros dice “No”. Su pago se calcula según la lista"),
    ],
)
def test_an_approved_claim_s_page_says_whose_word_counts_where_an_answer_is_not_the_list_s(
    client: Client, claim: Claim, language: str, said: str
) -> None:
    verdict(claim, email="same", created_in_illinois="differs")
    assert said not in seen(client, claim)

    claim.move("approved", by=User.objects.service("tests"), member_no=1)

    client.cookies["django_language"] = language
    assert said in seen(client, claim)


@pytest.mark.parametrize(("status", "own"), [("approved", 2), ("denied", None)])
def test_a_page_never_says_what_the_list_says_of_a_member_who_is_another(
    client: Client, claim: Claim, status: str, own: int | None
) -> None:
    """Who files with somebody's phone number must not learn his answers when a person decides."""
    verdict(claim, phone="same", name="differs", created_in_illinois="differs")
    claim.move(status, by=User.objects.service("tests"), member_no=own, rule="decided")

    body = seen(client, claim)

    assert re.search(r"<dt>Name</dt>\s*<dd>\s*differs", body)
    assert not re.search(r"<dt>Did you create a video in Illinois\?</dt>\s*<dd>\s*differs", body)
    assert "and the class list says" not in body


@pytest.mark.parametrize("status", ["approved", "denied"])
@pytest.mark.parametrize("standing", ["other member", "listed", "not listed"])
def test_a_page_never_says_where_an_identifier_of_somebody_else_stands(
    client: Client, claim: Claim, status: str, standing: str
) -> None:
    """A member who files with other people's phone numbers must not learn who of them is listed."""
    claim.move(status, by=User.objects.service("tests"), member_no=1)
    verdict(claim, email="same", phone=standing, username=standing, name="same")

    body = seen(client, claim)

    assert re.search(r"<dt>E-mail address</dt>\s*<dd>\s*agrees\s*</dd>", body)
    for field in ("Phone number", "Username"):
        assert re.search(rf"<dt>{field}</dt>\s*<dd>\s*did not help to find you", body)


def test_a_notice_id_with_a_wrong_code_reads_like_one_that_nobody_has(
    client: Client, claim: Claim
) -> None:
    claim.move("denied", by=User.objects.service("tests"))
    verdict(claim, notice_id="code differs", name="not compared")

    assert "did not help to find you" in seen(client, claim)


def test_until_then_the_page_is_the_same_for_who_is_listed_and_who_is_not(
    client: Client, settlement: Settlement
) -> None:
    """Who files in another's name must not learn whether that person is on the class list."""
    listed = make.filed(settlement, line1="1 A", email="a@example.org")
    unlisted = make.filed(settlement, line1="1 A", email="a@example.org")
    reviewer = User.objects.service("tests")
    listed.move("in_review", by=reviewer, queue="name_differs", rule="name_differs", member_no=1)
    verdict(listed, email="same", name="differs")
    unlisted.move("in_review", by=reviewer, queue="not_listed", rule="not_listed")
    verdict(unlisted, email="not listed", name="not compared")

    pages = [
        seen(client, each).replace(each.number, "").replace(str(each.public_id), "")
        for each in (listed, unlisted)
    ]

    assert "Until your claim is decided" in pages[0]
    assert without_token(pages[0]) == without_token(pages[1])


def test_withdrawing_asks_first_and_then_withdraws(client: Client, claim: Claim) -> None:
    find(client, claim)
    question = client.get(address(claim, "portal-withdraw")).content.decode()
    assert "You cannot undo this" in question
    claim.refresh_from_db()
    assert claim.status == "filed"

    after = client.post(address(claim, "portal-withdraw"), follow=True).content.decode()

    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    assert "Your claim is withdrawn" in after
    assert "Withdraw this claim" not in after


def test_withdrawing_twice_is_answered_and_changes_nothing(client: Client, claim: Claim) -> None:
    find(client, claim)
    client.post(address(claim, "portal-withdraw"))

    again = client.post(address(claim, "portal-withdraw"), follow=True)

    assert again.status_code == 200
    assert Event.objects.filter(kind="claim.withdrawn", ref=claim.number).count() == 1


def test_a_claim_being_paid_shows_no_withdrawal(client: Client, claim: Claim) -> None:
    claim.move("approved", by=User.objects.service("tests"), member_no=1, frozen_at=NOW)

    body = seen(client, claim)

    assert "Your payment is being prepared" in body
    assert address(claim, "portal-withdraw") not in body


def test_the_page_is_not_kept_by_caches_and_not_indexed(client: Client, claim: Claim) -> None:
    find(client, claim)

    response = client.get(address(claim))

    assert "no-store" in response.headers["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()
