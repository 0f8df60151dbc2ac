"""From the answers of approved claims to their awards."""

from payouts.allocation.models import RunStatus, Share
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import (
    approved,
    awards_of,
    finished,
    member_list,
)

ILLINOIS = {"created_in_illinois": True}
ELSEWHERE = {"created_in_illinois": False}


def test_approved_claims_alone_are_awarded(settlement: Settlement, alice: User) -> None:
    plain, weighted = approved(settlement, ELSEWHERE), approved(settlement, ILLINOIS)
    make.claim(settlement, status="in_review")
    make.claim(settlement, status="filed")

    run = finished(settlement, by=alice)

    assert awards_of(run) == {plain.number: 100_000, weighted.number: 600_000}
    assert (run.status, run.claims) == (RunStatus.CLOSED, 2)
    assert (run.net_cents, run.awarded_cents, run.residual_cents) == (700_000, 700_000, 0)
    assert run.figures["pools"][0]["tranches"][0]["point_value"] == "1000"


def test_the_class_list_decides_where_it_has_the_flag(settlement: Settlement) -> None:
    listed = approved(settlement, ELSEWHERE, member_no=1)
    unlisted = approved(settlement, ILLINOIS, member_no=2)
    unknown = approved(settlement, ILLINOIS, member_no=3)
    member_list(settlement, {1: True, 2: False, 3: None})

    run = finished(settlement)

    awards = awards_of(run)
    assert awards[listed.number] == awards[unknown.number] == 6 * awards[unlisted.number]
    assert [*run.measures.order_by("number").values_list("answers", "claims")] == [
        (ELSEWHERE, 1),
        (ILLINOIS, 2),
    ]


def test_answers_that_the_plan_does_not_read_make_no_measures(settlement: Settlement) -> None:
    for years in range(5):
        approved(settlement, ELSEWHERE | {"years": years})

    assert finished(settlement).measures.count() == 1


def test_a_run_over_nobody_closes_with_the_whole_net_as_residual(settlement: Settlement) -> None:
    run = finished(settlement)

    assert (run.status, run.claims, run.awarded_cents) == (RunStatus.CLOSED, 0, 0)
    assert run.residual_cents == 700_000
    assert run.figures["pools"][0]["tranches"][0]["point_value"] is None


def test_a_claim_whose_expression_fails_gets_nothing_and_its_reason(db: None) -> None:
    case = make.settlement(text=text(points="1 / years"))
    fine, out = approved(case, {"years": 1}), approved(case, {"years": 0})

    run = finished(case)

    assert awards_of(run) == {fine.number: 10_000, out.number: 0}
    assert "divides by zero" in run.measures.get(answers={"years": 0}).reason


def test_paper_counts_where_the_plan_reads_it(db: None) -> None:
    case = make.settlement(text=text(points="3 if paper else 1"))
    online, paper = approved(case, {}), approved(case, {}, paper=True)

    run = finished(case)

    assert awards_of(run) == {online.number: 2_500, paper.number: 7_500}


def test_left_over_cents_go_to_the_lowest_claim_numbers(db: None) -> None:
    case = make.settlement(text=text(net_cents=100, rounding="largest-remainder"))
    for number in ("B-2", "a-1", "A-9"):
        approved(case, {}, number=number)

    run = finished(case)

    assert awards_of(run) == {"A-9": 34, "B-2": 33, "a-1": 33}  # upper case first, byte by byte
    assert Share.objects.get(run=run).extra_until == "A-9"


def test_each_tranche_hands_out_left_over_cents_of_its_own(db: None) -> None:
    tranche = (
        '[[pools.tranches]]\nkey = "{key}"\napplies_if = "{applies}"\npoints = "1"\n'
        'rounding = "{rounding}"\n'
    )
    case = make.settlement(
        text=text(
            net_cents=500,
            tranches=tranche.format(key="a", applies="years > 0", rounding="unit-down")
            + tranche.format(key="b", applies="true", rounding="largest-remainder"),
        )
    )
    for number in ("1", "2", "3"):
        approved(case, {"years": 1}, number=number)
    approved(case, {"years": 0}, number="4")

    run = finished(case)

    assert awards_of(run) == {"1": 167, "2": 167, "3": 166, "4": 0}
    assert run.awarded_cents == 500
