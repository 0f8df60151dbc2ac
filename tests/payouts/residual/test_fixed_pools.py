"""A pool of a fixed amount awards no more than that over all distributions, whoever takes part."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.filing.models import Claim
from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus, Share
from payouts.allocation.services import ClaimsChanged
from payouts.reports.parity import compared
from payouts.residual.distributions import open_late, open_second
from payouts.residual.models import Disposal, DisposalKind
from payouts.residual.services import approve_disposal, make_disposal
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, finished, work_off
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, pay

pytestmark = pytest.mark.django_db

ORDER = "Order of June 1, Dkt. 410"
RESIDUAL = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "0.01"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
TRANCHE = """
[[pools.tranches]]
key = "all"
applies_if = "true"
points = "1"
"""
POOLS = f"""
[[pools]]
key = "base"
title = "For everybody"
amount = "40.00"
{TRANCHE}
rounding = "largest-remainder"
[[pools]]
key = "main"
title = "Shares"
{TRANCHE}
"""


def a_case(residual: str = RESIDUAL) -> Settlement:
    """$100.00: $40.00 for the base, $40.00 for shares, $20.00 in reserve."""
    return case(residual=residual, pools=POOLS)


def one_came_back(
    maker: User, approver: User, residual: str = RESIDUAL
) -> tuple[Settlement, Claim, Claim]:
    """Two were awarded $40.00 each and paid; the first one's payment came back."""
    settlement = a_case(residual)
    lost, kept = (paying.approved_claim(settlement) for _ in range(2))
    first = approved_run(settlement, maker=maker, approver=approver)
    pay(first, maker=maker, approver=approver, returned=[lost])
    return settlement, lost, kept


def closed(run: Run) -> Run:
    work_off()
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    return run


def second(settlement: Settlement, by: User) -> Run:
    return open_second(settlement=settlement, by=by, now=NOW)


def late(settlement: Settlement, by: User) -> Run:
    return open_late(settlement=settlement, order=ORDER, by=by, now=NOW)


def given_up(settlement: Settlement, maker: User, checker: User, kind: str) -> Disposal:
    order = "" if kind == DisposalKind.ESCHEAT else ORDER
    made = make_disposal(settlement=settlement, kind=kind, by=maker, now=NOW, order=order)
    return approve_disposal(disposal=made, by=checker, now=NOW)


def has(run: Run) -> dict[str, str]:
    """What each pool has in a run."""
    return {pool["key"]: pool["available"] for pool in run.figures["pools"]}


def shares(run: Run, tranche: str) -> set[int]:
    return {*Share.objects.filter(run=run, tranche=tranche).values_list("cents", flat=True)}


def test_an_award_that_came_back_and_is_owed_counts_though_its_payee_takes_no_part(
    alice: User, bob: User
) -> None:
    settlement, lost, kept = one_came_back(alice, bob)
    first = Run.objects.get(settlement=settlement)
    assert awards_of(first) == {lost.number: 4000, kept.number: 4000}

    run = closed(second(settlement, alice))

    assert run.figures["awarded"] == {"base": "40.00"}
    assert has(run) == {"base": "0.00", "main": "20.00"}
    assert (shares(run, "base.all"), shares(run, "main.all")) == ({0}, {2000})
    allocation.approve_run(run=run, by=bob, now=NOW)
    assert agrees(settlement, by=bob)


def test_what_was_given_up_is_the_pools_again(alice: User, bob: User) -> None:
    settlement, _lost, kept = one_came_back(alice, bob)
    given_up(settlement, alice, bob, DisposalKind.RETURNED)

    run = approve(second(settlement, alice), by=bob)

    assert run.figures["awarded"] == {"base": "20.00"}
    assert has(run) == {"base": "20.00", "main": "40.00"}
    assert awards_of(run) == {kept.number: 6000}
    assert agrees(settlement, by=bob)


def test_a_late_claim_is_awarded_what_another_gave_up(alice: User, bob: User) -> None:
    """Who gave it up takes part too: it counts against that claim, and not against the pool."""
    settlement, lost, kept = one_came_back(alice, bob)
    given_up(settlement, alice, bob, DisposalKind.RETURNED)
    new = paying.approved_claim(settlement)

    run = approve(late(settlement, alice), by=bob)

    assert run.figures["awarded"] == {"base": "20.00"}
    assert awards_of(run) == {lost.number: 0, kept.number: 0, new.number: 4000}
    assert agrees(settlement, by=bob)


def test_a_fallen_award_counts_until_it_is_given_up(alice: User, bob: User) -> None:
    settlement = a_case()
    fell, _other = (paying.approved_claim(settlement) for _ in range(2))
    approved_run(settlement, maker=alice, approver=bob)
    Claim.objects.filter(pk=fell.pk).update(status="denied")
    new = paying.approved_claim(settlement)

    run = closed(late(settlement, alice))
    assert (run.figures["awarded"], has(run)["base"]) == ({"base": "40.00"}, "0.00")
    assert awards_of(run)[new.number] == 2000
    allocation.give_up_run(run=run, why="Awards fell.", by=alice, now=NOW)
    given_up(settlement, alice, bob, DisposalKind.FALLEN)

    again = approve(late(settlement, alice), by=bob)
    assert (again.figures["awarded"], has(again)["base"]) == ({"base": "20.00"}, "20.00")
    assert awards_of(again)[new.number] == 4000
    assert agrees(settlement, by=bob)


def test_what_went_to_a_state_is_its_payees_there_so_the_pool_gave_it(
    alice: User, bob: User
) -> None:
    settlement, _lost, kept = one_came_back(
        alice, bob, RESIDUAL.replace('steps = ["', 'steps = ["escheat", "')
    )
    given_up(settlement, alice, bob, DisposalKind.ESCHEAT)

    run = approve(second(settlement, alice), by=bob)

    assert run.figures["awarded"] == {"base": "40.00"}
    assert awards_of(run) == {kept.number: 2000}
    assert agrees(settlement, by=bob)


def test_a_run_that_gave_way_awarded_nothing_that_stands(alice: User, bob: User) -> None:
    settlement = a_case()
    paying.approved_claim(settlement)
    gave_way = approved_run(settlement, maker=alice, approver=bob)
    paying.approved_claim(settlement)
    approve(finished(settlement, by=alice), by=bob)
    paying.approved_claim(settlement)

    run = approve(late(settlement, alice), by=bob)

    gave_way.refresh_from_db()
    assert gave_way.status == RunStatus.SUPERSEDED
    assert run.figures["awarded"] == {"base": "40.00"}
    assert agrees(settlement, by=bob)


@pytest.mark.parametrize("had_more", [True, False])
def test_over_three_distributions_the_pool_gives_its_amount_to_the_last_cent(
    alice: User, bob: User, had_more: bool
) -> None:
    """Of 40.00 among three, one has a cent more. Whether that award or another comes back and is
    given up, it is counted to the cent."""
    settlement = a_case()
    claims = [paying.approved_claim(settlement) for _ in range(3)]
    first = approved_run(settlement, maker=alice, approver=bob)
    by_number = sorted(claims, key=lambda claim: claim.number)
    lost = by_number[0 if had_more else 1]
    pay(first, maker=alice, approver=bob, returned=[lost])
    given_up(settlement, alice, bob, DisposalKind.RETURNED)
    paying.approved_claim(settlement)

    other = approve(late(settlement, alice), by=bob)
    stands = "26.66" if had_more else "26.67"
    assert other.figures["awarded"] == {"base": stands}
    assert other.figures["pools"][0]["paid"] == ("13.34" if had_more else "13.33")
    pay(other, maker=alice, approver=bob)
    third = approve(second(settlement, alice), by=bob)

    assert third.figures["awarded"] == {"base": "40.00"}
    assert has(third)["base"] == "0.00"
    assert agrees(settlement, by=bob)


# What is asked again ------------------------------------------------------------------------------


def test_a_run_is_not_approved_once_less_of_a_pool_stands_than_it_counted(
    alice: User, bob: User
) -> None:
    settlement, _lost, _kept = one_came_back(alice, bob)
    run = closed(second(settlement, alice))
    given_up(settlement, alice, bob, DisposalKind.RETURNED)

    with pytest.raises(
        ClaimsChanged,
        match=r"^Of what pool base awarded before, \$20\.00 stands now; the run counted \$40\.00\."
        r" Give this run up and make a new one\.$",
    ):
        allocation.approve_run(run=run, by=bob, now=NOW)


@pytest.mark.parametrize(
    ("change", "counted"),
    [('\'{"base": "40.01"}\'', r"\$40\.01"), ("'{}'", "nothing")],
    ids=["another sum", "none"],
)
def test_a_run_that_counted_a_pool_wrongly_is_not_approved(
    alice: User, bob: User, change: str, counted: str
) -> None:
    settlement = a_case()
    claim = paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    run = closed(second(settlement, alice))
    assert awards_of(run) == {claim.number: 2000}
    count_otherwise(run, change)

    with pytest.raises(ClaimsChanged, match=rf"\$40\.00 stands now; the run counted {counted}\."):
        allocation.approve_run(run=run, by=bob, now=NOW)


def count_otherwise(run: Run, awarded: str) -> None:
    """Change what a computed run says that its pools had awarded, behind our back."""
    paying.without_triggers("payouts_run")
    sql.run(
        "UPDATE payouts_run SET figures = jsonb_set(figures, '{awarded}', %(awarded)s::jsonb)"
        " WHERE id = %(run_id)s",
        awarded=awarded.strip("'"),
        run_id=run.pk,
    )


def test_reconcile_names_a_pool_that_an_approved_run_counted_otherwise(
    alice: User, bob: User
) -> None:
    settlement, _lost, _kept = one_came_back(alice, bob)
    run = approve(second(settlement, alice), by=bob)
    given_up(settlement, alice, bob, DisposalKind.RETURNED)  # afterwards, so it stood then
    assert agrees(settlement, by=bob)

    count_otherwise(run, '{"base": "40.01"}')
    (found,) = compared(settlement, by=bob).differences
    assert (found.about, found.expected, found.found) == (
        "run 2, what pool base had awarded", 4000, 4001
    )  # fmt: skip

    count_otherwise(run, "{}")
    (said,) = compared(settlement, by=bob).sentences
    assert said == (
        "Run 2 cannot be calculated again, so nothing may be paid from it. Its figures do not say"
        " what pool base had awarded before."
    )


def test_the_runs_page_says_what_its_pools_had_awarded(alice: User, bob: User) -> None:
    settlement = a_case()
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    run = closed(second(settlement, alice))
    client = Client()
    client.force_login(alice)

    page = client.get(reverse("run-page", args=[run.public_id])).content.decode()

    assert "For everybody: $40.00 of its amount were awarded before and stand" in page


def test_with_one_open_pool_nothing_is_stated(alice: User, bob: User) -> None:
    settlement = case(residual=RESIDUAL)
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    assert "awarded" not in closed(second(settlement, alice)).figures
