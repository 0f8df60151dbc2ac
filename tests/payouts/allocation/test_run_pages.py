"""The run pages: made by one, followed, approved by another; and what strangers may not do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payouts.allocation import services
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import approved, finished, freeze, opened, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock; here it stands at the tests' own day."""
    monkeypatch.setattr("payouts.allocation.views.timezone.now", lambda: NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, name: str, *args: object) -> Any:
    return signed_in(user).get(reverse(name, args=args))


def content(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_one_makes_a_run_and_another_approves_it_by_its_count(
    settlement: Settlement, alice: User, bob: User
) -> None:
    ledger.confirm_funding(
        settlement=settlement, amount_cents=1_000_000, bank_reference="FED-1", by=alice, now=NOW
    )
    for _claim in range(3):
        approved(settlement, {"created_in_illinois": True})

    under_way = signed_in(alice).post(reverse("run-new"), {"case": "small"}, follow=True)
    assert "are being frozen" in content(under_way)
    run = Run.objects.get()
    work_off()

    shown = content(page(bob, "run-page", run.public_id))
    assert "Run 1: $6,999.84 to 3 claims" in shown
    assert "Did you create a video in Illinois? <strong>yes</strong>" in shown
    asked = content(page(bob, "run-approve", run.public_id))
    assert "$6,999.84 becomes owed to 3 claimants, $0.16 becomes residual" in asked
    approve = reverse("run-approve", args=[run.public_id])
    assert signed_in(bob).post(approve, {"typed": "2"}).status_code == 422
    done = signed_in(bob).post(approve, {"typed": "3"}, follow=True)

    run.refresh_from_db()
    assert (run.status, run.approved_by) == (RunStatus.APPROVED, bob)
    assert "Run 1 is approved and posted." in content(done)


def test_a_final_run_that_leaves_out_undecided_claims_is_approved_with_a_reason(
    settlement: Settlement, alice: User, bob: User
) -> None:
    paying.fund(settlement)
    approved(settlement, {})
    make.claim(settlement, status="filed")
    make.claim(settlement, status="in_review")
    make.claim(settlement, status="in_review")
    closed = NOW + timedelta(days=60)
    run = services.open_run(settlement=settlement, by=alice, now=closed)
    work_off()

    said = "3 claims are not decided: 1 filed and not verified, 2 in review. The run is final"
    assert said in content(page(bob, "run-page", run.public_id))
    assert said in content(page(bob, "run-approve", run.public_id))
    approve = reverse("run-approve", args=[run.public_id])
    refused = signed_in(bob).post(approve, {"typed": "1"})
    assert refused.status_code == 422
    assert "Say why the run is approved while claims are not decided." in content(refused)
    signed_in(bob).post(approve, {"typed": "1", "why": "The court ordered it, ECF 311."})

    event = Event.objects.get(entity="run", to_status="approved")
    assert event.why == "The court ordered it, ECF 311."
    assert "not decided" not in content(page(bob, "run-page", run.public_id))


def test_a_preliminary_run_says_that_a_later_one_takes_undecided_claims_in(
    settlement: Settlement, alice: User, bob: User
) -> None:
    make.claim(settlement, status="deficient")
    run = finished(settlement, by=alice)

    asked = content(page(bob, "run-approve", run.public_id))

    assert "1 claim is not decided: 1 with something missing. A later run takes in" in asked
    assert 'name="why"' not in asked


def test_the_maker_is_told_that_another_has_to_approve(settlement: Settlement) -> None:
    both = make.user("finance maker", "finance approver")
    run = finished(settlement, by=both)

    assert "another person has to approve it" in content(page(both, "run-page", run.public_id))
    answer = signed_in(both).post(reverse("run-approve", args=[run.public_id]), {"typed": "0"})

    assert answer.status_code == 422
    assert "Another person must approve it." in content(answer)


def test_an_unfunded_run_says_what_to_do_first(
    settlement: Settlement, alice: User, bob: User
) -> None:
    run = finished(settlement, by=alice)

    answer = signed_in(bob).post(reverse("run-approve", args=[run.public_id]), {"typed": "0"})

    assert answer.status_code == 422
    assert "Record the bank&#x27;s confirmation of the whole fund first" in content(answer)


def test_the_progress_asks_again_until_the_run_is_computed(
    settlement: Settlement, alice: User
) -> None:
    approved(settlement, {"created_in_illinois": True})
    run = opened(settlement, by=alice)
    assert 'hx-trigger="every 1s"' in content(page(alice, "run-progress", run.public_id))
    freeze(run)
    assert "1 claim is frozen" in content(page(alice, "run-progress", run.public_id))
    work_off()

    last = page(alice, "run-progress", run.public_id)

    assert last["HX-Refresh"] == "true"
    assert "hx-get" not in content(last)


def test_a_page_without_script_is_read_again_while_the_run_is_under_way(
    settlement: Settlement, alice: User
) -> None:
    run = opened(settlement, by=alice)
    assert '<meta http-equiv="refresh"' in content(page(alice, "run-page", run.public_id))

    work_off()

    assert '<meta http-equiv="refresh"' not in content(page(alice, "run-page", run.public_id))


def test_why_no_run_can_be_made_is_said_on_the_list(settlement: Settlement, alice: User) -> None:
    opened(settlement, by=alice)

    answer = signed_in(alice).post(reverse("run-new"), {"case": "small"}, follow=True)

    assert "Run 1 is under way. Wait until it is computed, or give it up." in content(answer)


PLAN = """
[[pools]]
key = "losses"
title = "Documented losses"
amount = "1000.00"
[[pools.tranches]]
key = "paid"
applies_if = "created_in_illinois"
amount = "150 * years"
scale = "both"
max_scale = "2.5"
cap_per_claim = "400.00"
rounding = "down"

[[pools]]
key = "main"
title = "Everybody"
[[pools.tranches]]
key = "years"
applies_if = "true"
points = "years"
cap_per_point = "70.00"
minimum = "50.00"
rounding = "largest-remainder"
"""


def test_the_page_tells_every_pool_tranche_rule_and_share(alice: User, bob: User) -> None:
    whole = text(net_cents=200_000)
    head, _pools, rest = whole.partition("[[pools]]")
    case = make.settlement(
        text=head + PLAN + '[residual]\nreserve = "100.00"\n' + rest.partition("[residual]")[2]
    )
    for years in (2, 1):
        approved(case, {"created_in_illinois": True, "years": years})
    for years in (0, 9):
        approved(case, {"created_in_illinois": False, "years": years})
    run = finished(case, by=alice)

    for name, user in (("run-page", alice), ("run-approve", bob)):
        shown = content(page(user, name, run.public_id))
        for said in (
            "First distribution, number 1 of this case",
            "Kept in reserve, for later distributions",
            "Documented losses: what this pool has</th>",
            "Awarded by losses.paid to 2 claims: targets of $450.00, 2.5 of each target",
            "Targets are scaled up or down, at most 2.5 times; no claim gets more than $400.00;",
            "Awarded by main.years to 3 claims: 12 points, $70 a point",
            "A point is worth at most $70.00; an award below $50.00 is not paid; left-over",
            "of which $100.00 stays in reserve",
        ):
            assert said in shown
    shown = content(page(alice, "run-page", run.public_id))
    assert "losses.paid: $300.00, $400.00 <span" in shown
    assert "held down by the cap" in shown
    assert "main.years: 9 points, $630.00" in shown


def test_a_refused_run_shows_its_sentence(alice: User) -> None:
    case = make.settlement(text=text(net_cents=25, rounding="nearest"))
    for _claim in range(10):
        approved(case, {})
    run = finished(case, by=alice)

    shown = content(page(alice, "run-page", run.public_id))

    assert "would pay $0.30, more than the $0.25 there is" in shown
    assert "Approve</a>" not in shown


def test_a_run_is_given_up_with_a_reason(settlement: Settlement, alice: User) -> None:
    run = opened(settlement, by=alice)
    give_up = reverse("run-give-up", args=[run.public_id])

    assert signed_in(alice).post(give_up, {"why": ""}).status_code == 422
    signed_in(alice).post(give_up, {"why": "The disk is full."})

    run.refresh_from_db()
    assert (run.status, run.refusal) == (
        RunStatus.REFUSED,
        "Given up by Alice: The disk is full.",
    )


def test_the_measures_come_as_csv(settlement: Settlement, alice: User) -> None:
    approved(settlement, {"created_in_illinois": True})
    run = finished(settlement, by=alice)

    answer = page(alice, "run-measures", run.public_id)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "measure,answers,claims,award,awarded,reason",
        "1,created_in_illinois: yes,1,6999.96,6999.96,",
    ]


def test_who_only_looks_sees_and_changes_nothing(settlement: Settlement) -> None:
    counsel = make.user("counsel", name="Carol")
    run = finished(settlement)

    assert page(counsel, "run-list").status_code == 200
    assert page(counsel, "run-page", run.public_id).status_code == 200
    assert "Make a new run" not in content(page(counsel, "run-list"))
    assert signed_in(counsel).post(reverse("run-new"), {"case": "small"}).status_code == 403
    assert page(counsel, "run-approve", run.public_id).status_code == 403


@pytest.mark.parametrize("name", ["run-page", "run-progress", "run-measures", "run-approve"])
def test_charlie_sees_no_run(settlement: Settlement, charlie: User, name: str) -> None:
    run = finished(settlement)

    assert page(charlie, name, run.public_id).status_code == 403


def test_charlie_makes_approves_and_gives_up_nothing(
    settlement: Settlement, alice: User, charlie: User
) -> None:
    closed = finished(settlement, by=alice)
    under_way = opened(settlement, by=alice)
    stranger = signed_in(charlie)

    answers = [
        stranger.get(reverse("run-list")),
        stranger.post(reverse("run-new"), {"case": "small"}),
        stranger.post(reverse("run-approve", args=[closed.public_id]), {"typed": "0"}),
        stranger.post(reverse("run-give-up", args=[under_way.public_id]), {"why": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert Run.objects.count() == 2


def test_nobody_gets_in_without_signing_in(client: Client, settlement: Settlement) -> None:
    run = finished(settlement)

    for address in (reverse("run-list"), reverse("run-page", args=[run.public_id])):
        assert client.get(address).status_code == 302
