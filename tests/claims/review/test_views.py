"""The desk through HTTP, without script: the whole of a reviewer's day."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from claims.eligibility import services as eligibility
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.review.models import Assignment, Decision
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.review.conftest import Filed

DESK = "/staff/claims/"


def page_of(claim: Claim, step: str = "") -> str:
    return f"{DESK}{claim.public_id}/{step}"


def shown(client: Client, claim: Claim) -> dict[str, str]:
    """What the claim's page carries about what it shows."""
    page = client.get(page_of(claim)).content.decode()
    found = re.findall(r'type="hidden"\s+name="(version|verdict|allowed)"[^>]*?value="(\d+)"', page)
    assert [name for name, _value in found] == ["version", "verdict", "allowed"]
    return dict(found)


def decide(client: Client, claim: Claim, **sent: str) -> Any:
    """Take the next claim, look at this one and send a decision."""
    client.post(f"{DESK}take/small/")
    return client.post(page_of(claim, "decide/"), shown(client, claim) | sent)


def test_a_reviewer_takes_sees_and_decides(client: Client, misspelt: Claim, alice: User) -> None:
    client.force_login(alice)
    assert "Name differs" in client.get(DESK).content.decode()

    taken = client.post(f"{DESK}take/small/", {"queue": "name_differs"})
    assert taken["Location"] == page_of(misspelt)
    page = client.get(taken["Location"]).content.decode()
    assert "one letter differs" in page
    assert "ana.brown@gmail.com" not in page

    decided = decide(client, misspelt, outcome="approved", note="fits")

    assert decided["Location"] == page_of(misspelt)
    misspelt.refresh_from_db()
    assert misspelt.status == "approved"
    assert Decision.objects.get().note == "fits"


def test_after_a_decision_the_next_claim_is_taken(
    client: Client, misspelt: Claim, filed: Filed, alice: User
) -> None:
    following = filed(
        first_name="Bea",
        last_name="Brawn",
        email="ben@example.org",
        phone="",
        signature="Bea Brawn",
    )
    client.force_login(alice)

    answer = decide(client, misspelt, outcome="denied", reason="another_person", and_next="1")

    assert answer["Location"] == page_of(following)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "This field is required"),
        ({"outcome": "denied"}, "Choose a reason that belongs to this decision"),
        ({"outcome": "denied", "reason": "proof_of_name"}, "Choose a reason that belongs"),
        ({"outcome": "denied", "reason": "other_denial"}, "the claimant reads no other reason"),
        ({"outcome": "denied", "reason": "filed_twice", "message": "x" * 3000}, "at most 2000"),
    ],
)
def test_a_decision_that_is_not_whole_is_asked_for_again(
    client: Client, misspelt: Claim, alice: User, sent: dict[str, str], words: str
) -> None:
    client.force_login(alice)

    answer = decide(client, misspelt, **sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_decision_that_cannot_be_is_said_in_place_and_loses_no_text(
    client: Client, filed: Filed, alice: User
) -> None:
    stranger = filed(phone="202 555 0199")
    client.force_login(alice)

    answer = decide(client, stranger, outcome="approved", note="my words")

    assert answer.status_code == 409
    assert "No member of the class fits" in answer.content.decode()
    assert "my words" in answer.content.decode()


def test_who_lost_the_claim_meanwhile_is_told(client: Client, misspelt: Claim, alice: User) -> None:
    client.force_login(alice)
    client.post(f"{DESK}take/small/")
    seen = shown(client, misspelt)
    client.post(page_of(misspelt, "put-back/"))

    answer = client.post(
        page_of(misspelt, "decide/"), seen | {"outcome": "denied", "reason": "filed_twice"}
    )

    assert answer.status_code == 409
    assert "You do not hold this claim any more" in answer.content.decode()


def test_a_claim_changed_since_it_was_opened_is_looked_at_again(
    client: Client, misspelt: Claim, alice: User
) -> None:
    client.force_login(alice)
    client.post(f"{DESK}take/small/")
    seen = shown(client, misspelt)
    again_in_review(misspelt)
    words = {"outcome": "denied", "reason": "another_person", "message": "my words"}

    first = client.post(page_of(misspelt, "decide/"), seen | words)

    assert first.status_code == 409
    assert "The claimant changed this claim since you opened it. Look again." in (
        page := first.content.decode()
    )
    assert "my words" in page
    assert 'name="version" id="id_version" value="2"' in " ".join(page.split())
    assert not Decision.objects.exists()

    second = client.post(page_of(misspelt, "decide/"), shown(client, misspelt) | words)
    assert second.status_code == 302


def again_in_review(claim: Claim) -> None:
    """The claimant amends a claim, and it is verified and held again."""
    contents = make.contents(
        first_name="Ana",
        last_name="Brown-Nunes",
        email="ana.brown@gmail.com",
        phone="",
        line1="9 Oak Street",
        signature="Ana Brown-Nunes",
    )
    service = User.objects.service("tests")
    filing.amend(
        claim=claim, contents=contents, submission_key=uuid.uuid4(), by=service, now=make.NOW
    )
    eligibility.verify_one(claim=claim, by=service, now=make.NOW)


def test_a_decision_says_what_it_was_about(client: Client, misspelt: Claim, alice: User) -> None:
    client.force_login(alice)
    client.post(f"{DESK}take/small/")

    answer = client.post(
        page_of(misspelt, "decide/"), {"outcome": "denied", "reason": "filed_twice", "version": "x"}
    )

    assert answer.status_code == 422
    assert "Open the claim again" in answer.content.decode()


def test_a_claim_is_put_back(client: Client, misspelt: Claim, alice: User) -> None:
    client.force_login(alice)
    client.post(f"{DESK}take/small/")

    client.post(page_of(misspelt, "put-back/"))

    assert not Assignment.objects.exists()


def test_a_claim_is_found_by_its_number_however_it_is_typed(
    client: Client, misspelt: Claim, alice: User
) -> None:
    client.force_login(alice)

    found = client.get(f"{DESK}find/", {"number": misspelt.number.lower().replace("-", " ")})
    assert found["Location"] == page_of(misspelt)

    missing = client.get(f"{DESK}find/", {"number": "nothing"})
    assert missing.status_code == 422
    assert "No claim has this number" in missing.content.decode()


def test_a_lead_reviewer_opens_a_claim_again(client: Client, misspelt: Claim, bob: User) -> None:
    Claim.objects.filter(pk=misspelt.pk).update(status="denied", queue="")
    client.force_login(bob)
    assert "Open it again" in client.get(page_of(misspelt)).content.decode()
    assert client.post(page_of(misspelt, "reopen/"), {"why": ""}).status_code == 422

    client.post(page_of(misspelt, "reopen/"), {"why": "an appeal"})

    misspelt.refresh_from_db()
    assert misspelt.queue == "reopened"


def test_an_auditor_sees_the_claim_but_nothing_sealed(
    client: Client, misspelt: Claim, db: None
) -> None:
    client.force_login(make.user("auditor", name="Audrey"))

    page = client.get(page_of(misspelt)).content.decode()

    assert "only reviewers open it" in page
    assert "Brown" not in page
    assert not Event.objects.filter(kind="roster.read").exists()


def test_an_empty_desk_says_what_will_come(client: Client, alice: User) -> None:
    client.force_login(alice)

    assert "No claim waits for a person" in client.get(DESK).content.decode()


def test_taking_from_an_empty_queue_says_so(
    client: Client, settlement: Settlement, alice: User
) -> None:
    client.force_login(alice)

    answer = client.post(f"{DESK}take/small/", {"queue": "late"}, follow=True)

    assert "Nothing waits there now" in answer.content.decode()


@pytest.mark.parametrize("queue", ["late\0", "nobody's", "decided"])
def test_a_queue_that_there_is_not_is_not_found(
    client: Client, settlement: Settlement, alice: User, queue: str
) -> None:
    client.force_login(alice)

    assert client.post(f"{DESK}take/small/", {"queue": queue}).status_code == 404


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", ""),
        ("post", "take/small/"),
        ("get", "find/?number=x"),
        ("get", "{claim}/"),
        ("post", "{claim}/decide/"),
        ("post", "{claim}/put-back/"),
        ("post", "{claim}/reopen/"),
    ],
)
def test_charlie_may_do_nothing_of_it(
    client: Client, settlement: Settlement, charlie: User, method: str, address: str
) -> None:
    claim = make.claim(settlement, status="in_review")
    client.force_login(charlie)

    answer = getattr(client, method)(DESK + address.format(claim=claim.public_id))

    assert answer.status_code == 403
    assert claim.number not in answer.content.decode()


def test_a_reviewer_does_not_reopen_a_decision(
    client: Client, settlement: Settlement, alice: User
) -> None:
    claim = make.claim(settlement, status="denied")
    client.force_login(alice)

    assert client.post(page_of(claim, "reopen/"), {"why": "x"}).status_code == 403


def test_a_reviewer_takes_up_a_claim_whose_missing_part_has_come(
    client: Client, misspelt: Claim, alice: User
) -> None:
    Claim.objects.filter(pk=misspelt.pk).update(status="deficient", queue="")
    client.force_login(alice)
    assert "Open it again" in client.get(page_of(misspelt)).content.decode()

    client.post(page_of(misspelt, "reopen/"), {"why": "the certificate came by e-mail"})

    misspelt.refresh_from_db()
    assert misspelt.queue == "reopened"


def test_approved_claims_whose_answer_differs_from_the_list_are_listed(
    client: Client, filed: Filed, alice: User, charlie: User
) -> None:
    ana = {"first_name": "Ana", "last_name": "Brown-Nunez", "email": "ana.brown@gmail.com"}
    # The list says that she did.
    claim = filed(
        **ana, phone="", signature="Ana Brown-Nunez", answers={"created_in_illinois": False}
    )
    ben = filed(
        first_name="Ben",
        last_name="Brown",
        email="ben@example.org",
        phone="",
        signature="Ben Brown",
        answers={"created_in_illinois": False},
    )
    assert (claim.status, claim.rule, claim.queue) == ("approved", "answer_contradicts_list", "")
    client.force_login(alice)

    page = client.get(f"{DESK}contradicting/").content.decode()

    assert claim.number in page
    assert ben.number not in page
    client.force_login(charlie)
    assert client.get(f"{DESK}contradicting/").status_code == 403
