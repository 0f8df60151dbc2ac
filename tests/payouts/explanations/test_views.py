"""Why this amount, through HTTP: the owner reads it, a stranger learns nothing."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from claims.filing import access
from claims.filing.models import Claim
from payouts.allocation import services, tasks
from payouts.allocation.models import Award, Run, RunStatus
from payouts.explanations.lines import Line, Step
from payouts.explanations.lookup import explained_by
from settlement.accounts.models import User
from settlement.keys import services as keys
from settlement.keys.models import Scope
from settlement.terms.models import Settlement
from settlement.work.models import Chunk
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import approved, finished, freeze, opened


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def claim(settlement: Settlement) -> Claim:
    return paying.approved_claim(settlement, answers={"created_in_illinois": True})


@pytest.fixture
def run(claim: Claim, alice: User, bob: User) -> Run:
    """An approved run over the claim and one without a video in Illinois."""
    paying.approved_claim(claim.settlement, answers={"created_in_illinois": False})
    paying.fund(claim.settlement)
    made = finished(claim.settlement, by=alice)
    services.approve_run(run=made, by=bob, now=NOW, why="all are decided")
    return made


def address(claim: Claim, page: str = "amount-mine") -> str:
    return reverse(page, args=[claim.settlement.slug, claim.public_id])


def owner(claim: Claim, *, language: str = "en") -> Client:
    """A browser that opened the claim."""
    client = Client()
    client.cookies["django_language"] = language
    client.post(
        reverse("portal-status", args=[claim.settlement.slug]),
        {"number": claim.number, "code": access.code_of(claim)},
    )
    return client


def seen(answer: Any) -> str:
    """What a reader sees of a page, on one line."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main is not None
    return " ".join(re.sub(r"<[^>]*>", " ", main[0]).split())


def test_the_bill_goes_from_the_fund_to_the_claim_s_cents(claim: Claim, run: Run) -> None:
    page = seen(owner(claim).get(address(claim)))

    assert "Why your amount is $6,000.00" in page
    assert (
        "The settlement fund $10,000.00"
        " Attorneys&#x27; fees \N{MINUS SIGN} $2,500.00"
        " Notice and administration \N{MINUS SIGN} $500.00"
        " Left to share among claims $7,000.00"
        " All points together of 2 claims that are paid 7"
        " Value of one point the money divided by 7 points $1,000.00"
        " Your points 6"
        " Your amount 6 \N{MULTIPLICATION SIGN} $1,000.00 $6,000.00"
    ) in page
    assert "6 points because of these answers: Did you create a video in Illinois? Yes" in page


def test_it_is_told_in_spanish(claim: Claim, run: Run) -> None:
    page = seen(owner(claim, language="es").get(address(claim)))

    assert "Por qué su importe es $6,000.00" in page
    assert "¿Creó un video en Illinois? Sí" in page


def test_the_status_page_of_an_approved_claim_leads_to_it(claim: Claim) -> None:
    client = owner(claim)

    assert address(claim) in client.get(address(claim, "portal-claim")).content.decode()
    assert "Your amount is not known yet" in seen(client.get(address(claim)))
    assert client.get(address(claim, "amount-pdf")).status_code == 404


def test_a_run_that_nobody_approved_is_not_told(claim: Claim, alice: User) -> None:
    finished(claim.settlement, by=alice)

    assert "Your amount is not known yet" in seen(owner(claim).get(address(claim)))


@pytest.mark.parametrize("page", ["amount-mine", "amount-pdf"])
def test_a_stranger_with_the_address_learns_nothing(claim: Claim, run: Run, page: str) -> None:
    """A stranger with a claim of their own reads the same as of a claim that does not exist."""
    stranger = owner(make.filed(claim.settlement))
    answer = stranger.get(address(claim, page))
    nowhere = stranger.get(reverse(page, args=[claim.settlement.slug, run.public_id]))

    assert answer.status_code == nowhere.status_code == 404
    assert seen(answer) == seen(nowhere)
    assert claim.number not in answer.content.decode()
    assert "6,000" not in answer.content.decode()


def test_a_claim_opened_in_one_case_is_not_shown_under_another(claim: Claim, run: Run) -> None:
    make.settlement(slug="other", text=(make.DATA / "small.toml").read_text() + "\n# another\n")

    assert (
        owner(claim).get(reverse("amount-mine", args=["other", claim.public_id])).status_code == 404
    )


def test_a_claim_that_changed_since_says_that_the_amount_is_not_paid_as_it_is(
    claim: Claim, run: Run
) -> None:
    Claim.objects.filter(pk=claim.pk).update(version=2)

    assert "Your claim was changed after this was computed" in seen(
        owner(claim).get(address(claim))
    )


def test_terms_that_were_amended_since_change_nothing_of_it(claim: Claim, run: Run) -> None:
    before = seen(owner(claim).get(address(claim)))
    text = (make.DATA / "small.toml").read_text()
    make.next_version(
        claim.settlement, text.replace("Attorneys' fees", "Other fees").replace("6 if", "9 if")
    )
    Claim.objects.filter(pk=claim.pk).update(answers={"created_in_illinois": False})

    assert seen(owner(claim).get(address(claim))) == before


def test_a_case_that_is_over_says_so(claim: Claim, run: Run) -> None:
    client = owner(claim)
    keys.destroy_keys(settlement_id=claim.settlement_id, scopes=(Scope.CASE,), now=NOW)

    assert client.get(address(claim)).status_code == 410


def test_the_page_is_not_kept_by_caches_and_not_indexed(claim: Claim, run: Run) -> None:
    response = owner(claim).get(address(claim))

    assert "no-store" in response.headers["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()


def test_staff_who_may_see_runs_read_the_same_by_the_claim_s_number(
    claim: Claim, run: Run, alice: User, charlie: User
) -> None:
    why = reverse("run-why", args=[run.public_id])
    client = Client()
    client.force_login(alice)

    page = seen(client.get(why, {"claim": claim.number.lower()}))

    assert f"{claim.number}: $6,000.00" in page
    assert "6 points because of these answers: Did you create a video in Illinois? Yes" in page
    assert "awards no claim with this number" in seen(client.get(why, {"claim": "7KQ2"}))
    assert why in client.get(reverse("run-page", args=[run.public_id])).content.decode()
    client.force_login(charlie)
    assert client.get(why, {"claim": claim.number}).status_code == 403


def test_staff_read_it_before_the_run_is_approved(claim: Claim, alice: User) -> None:
    made = finished(claim.settlement, by=alice)
    client = Client()
    client.force_login(alice)

    page = seen(client.get(reverse("run-why", args=[made.public_id]), {"claim": claim.number}))

    assert f"{claim.number}: $6,999.96" in page
    assert "Run 1, not approved yet" in page


def test_staff_are_told_where_a_run_does_not_agree_with_itself(claim: Claim, alice: User) -> None:
    made = finished(claim.settlement, by=alice)
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=made, claim=claim).update(cents=1)
    client = Client()
    client.force_login(alice)

    answer = client.get(reverse("run-why", args=[made.public_id]), {"claim": claim.number})

    assert answer.status_code == 409
    assert "The award: 699996 by the lines, 1 by the run So nothing is explained." in seen(answer)
    assert "Your amount" not in seen(answer)


def test_a_run_that_is_being_computed_tells_the_reserve_like_a_closed_one(
    db: None, alice: User
) -> None:
    settlement = make.settlement(
        text=(make.DATA / "small.toml")
        .read_text()
        .replace("[residual]", '[residual]\nreserve = "100.00"')
    )
    claim = approved(settlement, {"created_in_illinois": True}, number="B-1")
    run = freeze(opened(settlement))
    for chunk in Chunk.objects.filter(job=run.job_id):
        tasks.award_chunk(chunk_id=chunk.pk)
    run.refresh_from_db()

    found = explained_by(run, claim)

    assert found is not None
    assert (run.status, run.reserve_cents) == (RunStatus.FROZEN, 0)
    assert Line(Step.RESERVE, Fraction(10_000)) in found.explanation.fund
