"""Near misses at the desk: shown with their account, decided by a person, told to nobody else."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from claims.filing import access
from claims.filing.models import Claim
from claims.nearmisses import services
from claims.review.models import Assignment, Decision
from claims.review.services import CannotApprove, NeedsReason
from claims.review.services import decide as decide_by_hand
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.nearmisses.conftest import ANA, Filed, amended

DESK = "/staff/claims/"


def page_of(claim: Claim, step: str = "") -> str:
    return f"{DESK}{claim.public_id}/{step}"


def looked_for(claim: Claim) -> int:
    """Look for near misses of a claim; return the best one's member."""
    services.search_one(claim=claim, by=make.user("reviewer"), now=make.NOW)
    return services.near_misses_of(claim)[0].member_no


def seen(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(version|verdict|allowed)"[^>]*?value="(\d+)"', page))


def held(client: Client, claim: Claim, by: User) -> str:
    """Take the claim, and open its page."""
    client.force_login(by)
    client.post(f"{DESK}take/small/")
    return client.get(page_of(claim)).content.decode()


def test_a_reviewer_looks_for_near_misses_and_sees_the_account(
    client: Client, nearly_ana: Claim, alice: User
) -> None:
    client.force_login(alice)
    assert "Nobody looked for near misses" in client.get(page_of(nearly_ana)).content.decode()

    answer = client.post(page_of(nearly_ana, "near/"), follow=True)

    page = " ".join(answer.content.decode().split())
    assert "Near misses found: 1." in page
    assert "Near miss 1, likely: found by E-mail (two neighbours swapped)" in page
    assert '<td class="number">14.6</td> <td>one letter differs</td>' in page
    assert '<td class="number">55.5</td>' in page
    assert "a***@gmail.com" in page
    for whole in ("ana.brown@", "ana.bronw@", "Núñez", "555-0142"):
        assert whole not in page
    assert Event.objects.filter(kind="roster.probed", actor=alice, ref=nearly_ana.number).exists()


def test_looking_twice_is_answered_with_why_not(
    client: Client, nearly_ana: Claim, alice: User
) -> None:
    client.force_login(alice)
    client.post(page_of(nearly_ana, "near/"))

    answer = client.post(page_of(nearly_ana, "near/"), follow=True)

    assert "There is nothing to look for" in answer.content.decode()


def test_a_reviewer_decides_that_it_is_this_member(
    client: Client, nearly_ana: Claim, alice: User
) -> None:
    member_no = looked_for(nearly_ana)
    page = held(client, nearly_ana, alice)
    assert "Near miss 1, likely with a score of 55.5" in page
    sent = seen(page) | {"outcome": "approved", "member_no": str(member_no)}

    without_why = client.post(page_of(nearly_ana, "decide/"), sent)
    assert without_why.status_code == 422
    assert "Say why it is this member" in without_why.content.decode()

    client.post(
        page_of(nearly_ana, "decide/"), sent | {"note": "the address has two letters wrong"}
    )

    nearly_ana.refresh_from_db()
    assert (nearly_ana.status, nearly_ana.member_no) == ("approved", member_no)
    decision = Decision.objects.get()
    assert (decision.member_no, decision.note) == (member_no, "the address has two letters wrong")
    assert decision.near_miss is not None
    assert decision.near_miss[:2] == [55.5, [["E-mail", "two neighbours swapped"]]]


def test_an_approval_says_whom_it_is_for(client: Client, nearly_ana: Claim, alice: User) -> None:
    looked_for(nearly_ana)
    page = held(client, nearly_ana, alice)

    answer = client.post(page_of(nearly_ana, "decide/"), seen(page) | {"outcome": "approved"})

    assert answer.status_code == 422
    assert "Choose the member whom the approval is for" in answer.content.decode()


def test_a_near_miss_left_alone_is_no_hindrance(
    client: Client, nearly_ana: Claim, alice: User
) -> None:
    looked_for(nearly_ana)
    page = held(client, nearly_ana, alice)

    client.post(
        page_of(nearly_ana, "decide/"),
        seen(page) | {"outcome": "deficient", "reason": "proof_of_account"},
    )

    assert Decision.objects.get().near_miss is None


def test_a_member_is_approved_once_also_by_a_near_miss(filed: Filed, alice: User) -> None:
    approved = filed(**ANA | {"email": "ana.brown@gmail.com"})
    assert approved.status == "approved"
    rival = filed(**ANA)
    member_no = looked_for(rival)

    with pytest.raises(CannotApprove, match=approved.number):
        approve(rival, alice, member_no)


def approve(claim: Claim, by: User, member_no: int, note: str = "the same address") -> None:
    until = make.NOW.replace(hour=23)
    Assignment.objects.update_or_create(claim=claim, defaults={"by": by, "until": until})
    decide_by_hand(
        claim=claim, outcome="approved", note=note, member_no=member_no, by=by, now=make.NOW
    )


def test_what_is_no_near_miss_any_more_is_not_approved(nearly_ana: Claim, alice: User) -> None:
    member_no = looked_for(nearly_ana)
    claim = amended(nearly_ana, email="somebody@example.org")

    with pytest.raises(CannotApprove, match="does not fit"):
        approve(claim, alice, member_no)


def test_a_near_miss_is_approved_with_a_reason_alone(nearly_ana: Claim, alice: User) -> None:
    member_no = looked_for(nearly_ana)

    with pytest.raises(NeedsReason):
        approve(nearly_ana, alice, member_no, note=" ")
    with pytest.raises(IntegrityError, match="decision_for_a_near_miss"), transaction.atomic():
        Decision.objects.create(
            claim=nearly_ana, outcome="approved", member_no=member_no, near_miss=[], by=alice
        )


def test_the_claimant_is_told_nothing_of_it(
    client: Client, settlement: Settlement, nearly_ana: Claim
) -> None:
    link = access.link(settlement, nearly_ana.public_id).partition("small")[2]
    before = client.get(f"/small{link}", follow=True).content.decode()

    looked_for(nearly_ana)

    after = client.get(f"/small{link}", follow=True).content.decode()
    assert nearly_ana.number in after
    assert _told(after) == _told(before)


def _told(page: str) -> str:
    """A page without what differs on every visit."""
    return re.sub(r'(value|nonce|content)="[^"]*"', "", page)


def test_the_history_does_not_say_who_read_the_list(
    client: Client, nearly_ana: Claim, alice: User
) -> None:
    looked_for(nearly_ana)
    client.force_login(alice)

    page = client.get(page_of(nearly_ana)).content.decode()

    assert services.PURPOSE not in page


def test_charlie_may_not_look(client: Client, nearly_ana: Claim, charlie: User) -> None:
    client.force_login(charlie)

    assert client.post(page_of(nearly_ana, "near/")).status_code == 403
    assert services.search_of(nearly_ana) is None


def test_an_auditor_sees_no_near_miss(client: Client, nearly_ana: Claim) -> None:
    looked_for(nearly_ana)
    client.force_login(make.user("auditor", name="Audrey"))

    assert "Near miss" not in client.get(page_of(nearly_ana)).content.decode()
