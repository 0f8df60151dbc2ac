"""Later distributions: who takes part, what counts against them, and what is refused."""

import json
from hashlib import sha256

import pytest
from django.core.management import call_command

from payouts.allocation import services as allocation
from payouts.allocation.approving import AlreadyPaid, NetDiffers
from payouts.allocation.models import Entrant, Measure, Run, RunStatus, Share
from payouts.management.commands import allocate
from payouts.payments.services import make_batches
from payouts.residual.distributions import NotHeld, open_late, open_second
from payouts.residual.models import DisposalKind
from payouts.residual.services import approve_disposal, make_disposal
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, finished, work_off
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, held, pay

pytestmark = pytest.mark.django_db

SECOND = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "1.00"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
POINTS = "6 if created_in_illinois else 1"
HOME, AWAY = {"created_in_illinois": True}, {"created_in_illinois": False}
ORDER = "Order of June 1, Dkt. 410"


def closed(run: Run) -> Run:
    work_off()
    run.refresh_from_db()
    return run


def counted_in(run: Run) -> list[dict[str, int]]:
    return [*Entrant.objects.filter(run=run).values_list("counted", flat=True)]


def late(settlement: Settlement, by: User) -> Run:
    return open_late(settlement=settlement, order=ORDER, by=by, now=NOW)


# The second distribution --------------------------------------------------------------------------


def test_only_who_was_paid_takes_part_and_gets_by_points_what_is_left(
    alice: User, bob: User
) -> None:
    settlement = case(residual=SECOND, points=POINTS)
    many, one, gone = (paying.approved_claim(settlement, answers=a) for a in (HOME, AWAY, AWAY))
    first = approved_run(settlement, maker=alice, approver=bob)
    assert awards_of(first) == {many.number: 6000, one.number: 1000, gone.number: 1000}
    pay(first, maker=alice, approver=bob, returned=[gone])

    run = closed(open_second(settlement=settlement, by=alice, now=NOW))

    # The reserve of $20.00 among seven points: $2.85 more for each.
    assert awards_of(run) == {many.number: 1714 - 4, one.number: 285}
    assert (run.net_cents, run.residual_cents, run.reserve_cents) == (2000, 5, 0)
    counted = dict(Entrant.objects.filter(run=run).values_list("claim__number", "counted"))
    assert counted == {many.number: {"main.shares": 6000}, one.number: {"main.shares": 1000}}
    assert [*Share.objects.filter(run=run).order_by("measure").values_list("counted", "cents")] == [
        (1000, 285),
        (6000, 1710),
    ]
    allocation.approve_run(run=run, by=bob, now=NOW)
    assert held(settlement)["awards"] == 1995
    assert agrees(settlement, by=bob)


def test_the_hash_of_a_later_run_is_of_what_counts_too(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    (claim,) = (paying.approved_claim(settlement) for _ in range(1))
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    run = closed(open_second(settlement=settlement, by=alice, now=NOW))

    text = (
        f"prorata snapshot 2\nsettlement\tsmall\nterms\t{run.terms_version.sha256}\n"
        'distribution\t2\nmeasure\t1\t1\t{}\t{"main.shares":8000}\n'
        f"{claim.number}\n"
    )
    assert run.snapshot_sha256 == sha256(text.encode()).hexdigest()
    assert Measure.objects.get(run=run).counted == {"main.shares": 8000}


def test_a_left_over_cent_of_the_first_payment_counts_against_whoever_got_it(
    alice: User, bob: User
) -> None:
    settlement = case(residual=SECOND, rounding="largest-remainder")
    claims = [paying.approved_claim(settlement) for _ in range(3)]
    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob)
    before = awards_of(first)
    assert sorted(before.values()) == [2666, 2667, 2667]

    run = closed(open_second(settlement=settlement, by=alice, now=NOW))

    both = {claim.number: before[claim.number] + awards_of(run)[claim.number] for claim in claims}
    assert sorted(both.values()) == [3333, 3333, 3334]
    assert sorted(each["main.shares"] for each in counted_in(run)) == [2666, 2667, 2667]
    assert agrees(settlement, by=bob)


def test_it_is_not_held_below_its_minimum(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND.replace('"1.00"', '"10.01"'))
    for _ in range(2):
        paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    with pytest.raises(NotHeld, match=r"\$20\.00 among 2 payees would be \$10\.00 each, less than"):
        open_second(settlement=settlement, by=alice, now=NOW)

    assert Run.objects.count() == 1


def test_it_waits_until_every_payment_ended(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)

    with pytest.raises(NotHeld, match="No run is approved yet"):
        open_second(settlement=settlement, by=alice, now=NOW)
    first = approved_run(settlement, maker=alice, approver=bob)
    with pytest.raises(NotHeld, match=r"^1 payment is still due"):
        open_second(settlement=settlement, by=alice, now=NOW)
    make_batches(run=first, by=alice, now=NOW, order="Order of today")
    with pytest.raises(NotHeld, match=r"^1 payment is under way"):
        open_second(settlement=settlement, by=alice, now=NOW)


def test_it_follows_the_last_distribution_and_is_held_once(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    with pytest.raises(Refusal, match=r"Distribution 1 is the last approved, so the next is dis"):
        open_second(settlement=settlement, by=alice, now=NOW, distribution=3)
    run = approve(open_second(settlement=settlement, by=alice, now=NOW), by=bob)
    pay(run, maker=alice, approver=bob)
    with pytest.raises(NotHeld, match="held already"):
        open_second(settlement=settlement, by=alice, now=NOW)
    with pytest.raises(Refusal, match="Distribution 2 is approved, so the first cannot"):
        allocation.open_run(settlement=settlement, by=alice, now=NOW)


def test_a_file_without_the_step_holds_none(alice: User, bob: User) -> None:
    settlement = case(residual='steps = ["revert"]\nreserve = "20.00"')
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    with pytest.raises(NotHeld, match="The next step of the settlement file is another: revert"):
        open_second(settlement=settlement, by=alice, now=NOW)


def test_money_that_moved_since_the_freeze_stops_the_approval(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    lost, _kept = paying.approved_claim(settlement), paying.approved_claim(settlement)
    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob, returned=[lost])
    run = closed(open_second(settlement=settlement, by=alice, now=NOW))
    given = make_disposal(
        settlement=settlement, kind=DisposalKind.RETURNED, by=alice, now=NOW, order=ORDER
    )
    approve_disposal(disposal=given, by=bob, now=NOW)

    with pytest.raises(NetDiffers, match=r"\$60\.00 is left in the ledger, and run 2 divides \$20"):
        allocation.approve_run(run=run, by=bob, now=NOW)


# Late admission -----------------------------------------------------------------------------------


def test_who_comes_late_gets_no_more_than_the_others_got(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND, points=POINTS)
    early = paying.approved_claim(settlement, answers=HOME)
    first = approved_run(settlement, maker=alice, approver=bob)
    assert awards_of(first) == {early.number: 7998}
    one = paying.approved_claim(settlement, answers=AWAY)

    run = closed(late(settlement, alice))

    assert awards_of(run) == {early.number: 0, one.number: 1333}
    assert run.figures["at_most"] == {"main.shares": "1333"}
    assert "note" not in run.figures
    assert (run.net_cents, run.reserve_cents) == (2002, 667)


def test_where_the_money_does_not_reach_the_run_says_so(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND, points=POINTS)
    paying.approved_claim(settlement, answers=HOME)
    approved_run(settlement, maker=alice, approver=bob)
    many = paying.approved_claim(settlement, answers=HOME)

    run = closed(late(settlement, alice))

    assert awards_of(run)[many.number] == 1998  # 333 for each of six points, out of $20.02
    assert run.figures["note"].startswith("The money that is left does not reach what the others")
    assert (run.residual_cents, run.reserve_cents) == (4, 2)


def test_a_claim_whose_answers_count_otherwise_since_gets_the_difference(
    alice: User, bob: User
) -> None:
    settlement = case(residual=SECOND, points=POINTS)
    claims = [paying.approved_claim(settlement, answers=AWAY) for _ in range(8)]
    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob)
    claims[0].answers = {"created_in_illinois": True}
    claims[0].save(update_fields=["answers"])

    run = approve(late(settlement, alice), by=bob)

    given = {number: cents for number, cents in awards_of(run).items() if cents}
    assert given == {claims[0].number: 2000}  # $60.00 in all would be right; $20.00 are left
    pay(run, maker=alice, approver=bob)
    assert [*claims[0].payments.order_by("pk").values_list("distribution", "amount_cents")] == [
        (1, 1000),
        (2, 2000),
    ]
    assert agrees(settlement, by=bob)


def test_an_award_that_fell_is_given_up_and_awarded_anew(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND, points=POINTS)
    other, changed = (paying.approved_claim(settlement, answers=AWAY) for _ in range(2))
    first = approved_run(settlement, maker=alice, approver=bob)
    changed.allowed_version += 1
    changed.save(update_fields=["allowed_version"])

    with pytest.raises(Refusal, match="1 award is of a claim changed since"):
        late(settlement, alice)
    fallen = make_disposal(
        settlement=settlement, kind=DisposalKind.FALLEN, by=alice, now=NOW, order=ORDER
    )
    approve_disposal(disposal=fallen, by=bob, now=NOW)
    assert held(settlement) == {
        "assets:fund": 10_000, "awards": 4000, "reserve": 2000, "residual": 4000
    }  # fmt: skip
    run = approve(late(settlement, alice), by=bob)

    assert awards_of(run) == {other.number: 0, changed.number: 4000}
    batches = [*pay(first, maker=alice, approver=bob), *pay(run, maker=alice, approver=bob)]
    assert [batch.total_cents for batch in batches] == [4000, 4000]
    assert agrees(settlement, by=bob)


def test_nobody_is_admitted_without_an_order_a_first_run_or_money(alice: User, bob: User) -> None:
    settlement = case(residual='steps = ["revert"]')
    paying.approved_claim(settlement)

    with pytest.raises(Refusal, match="only by a recorded order"):
        open_late(settlement=settlement, order=" ", by=alice, now=NOW)
    with pytest.raises(Refusal, match="No run is approved yet"):
        late(settlement, alice)
    approved_run(settlement, maker=alice, approver=bob)
    with pytest.raises(Refusal, match="Nothing is left in reserve and residual"):
        late(settlement, alice)


def test_the_first_distribution_stands_once_another_builds_on_it(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    approved_run(settlement, maker=alice, approver=bob)
    other = finished(settlement, by=alice)
    paying.approved_claim(settlement)
    approve(late(settlement, alice), by=bob)

    with pytest.raises(AlreadyPaid, match="Distribution 2 is approved and builds on what"):
        allocation.approve_run(run=other, by=bob, now=NOW)


def test_a_killed_freeze_names_the_entrants_once(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    approved_run(settlement, maker=alice, approver=bob)
    run = late(settlement, alice)

    work_off(deliveries=3)

    run.refresh_from_db()
    assert (run.status, Entrant.objects.filter(run=run).count()) == (RunStatus.CLOSED, 1)


def test_the_command_holds_later_distributions(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(allocate, "PATIENCE", 0.0)
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    call_command("allocate", "small", "--distribution", "2", "--by", alice.email, "--json")
    found = json.loads(capsys.readouterr().out)
    call_command("allocate", "small", "--late", "--order", ORDER, "--by", alice.email)

    assert (found["kind"], found["distribution"], found["paid"]) == ("second", 2, "20.00")
    assert "Left to divide" in capsys.readouterr().out
    assert Run.objects.get(number=3).order == ORDER
