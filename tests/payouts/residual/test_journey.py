"""From the first distribution to the last cent, as an administrator carries a case to its end."""

import pytest

from payouts.allocation.models import RunKind
from payouts.residual.distributions import open_late, open_second
from payouts.residual.models import Disposal, DisposalKind
from payouts.residual.services import approve_disposal, make_disposal, pay_out
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, held, pay

pytestmark = pytest.mark.django_db

TWO_RECIPIENTS = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "5.00"
cy_pres = [{ name = "Legal Aid", percent = "70" }, { name = "Privacy Fund", percent = "30" }]
"""


def disposed(settlement: Settlement, kind: str, maker: User, checker: User) -> Disposal:
    disposal = make_disposal(
        settlement=settlement, kind=kind, by=maker, now=NOW, order="Order of May 3, Dkt. 400"
    )
    return approve_disposal(disposal=disposal, by=checker, now=NOW)


def test_every_cent_is_accounted_for_from_the_first_payment_to_the_last(
    alice: User, bob: User
) -> None:
    settlement = case(residual=TWO_RECIPIENTS, net_cents=10_003)
    claims = [paying.approved_claim(settlement) for _ in range(4)]
    lost = claims[0]

    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob, returned=[lost])

    # $25.00 each; 3 cents were left over, and one payment came back.
    assert {*awards_of(first).values()} == {2500}
    assert held(settlement) == {"assets:fund": 2503, "returned": 2500, "residual": 3}
    assert agrees(settlement, by=bob)

    disposed(settlement, DisposalKind.RETURNED, alice, bob)
    assert held(settlement) == {"assets:fund": 2503, "residual": 2503}

    second = approve(open_second(settlement=settlement, by=alice, now=NOW), by=bob)

    # $75.00 before and $25.03 now among three: $33.34 in all for a point, cut to the cent.
    assert (second.kind, second.distribution, second.claims) == (RunKind.SECOND, 2, 3)
    assert awards_of(second) == {claim.number: 834 for claim in claims[1:]}
    assert (second.net_cents, second.residual_cents) == (2503, 1)
    pay(second, maker=alice, approver=bob)
    assert held(settlement) == {"assets:fund": 1, "residual": 1}
    assert agrees(settlement, by=bob)

    given = disposed(settlement, DisposalKind.CY_PRES, alice, bob)
    assert held(settlement) == {"assets:fund": 1, "cy_pres:Legal Aid": 1}
    assert agrees(settlement, by=bob)
    pay_out(disposal=given, place=1, bank_reference="WIRE-7", by=bob, now=NOW)
    assert held(settlement) == {}
    assert agrees(settlement, by=bob)


def test_late_claims_are_admitted_out_of_the_reserve(alice: User, bob: User) -> None:
    settlement = case(
        residual='steps = ["cy_pres"]\nreserve = "30.00"\n'
        'cy_pres = [{ name = "Legal Aid", percent = "100" }]',
        net_cents=10_000,
    )
    claims = [paying.approved_claim(settlement) for _ in range(3)]
    first = approved_run(settlement, maker=alice, approver=bob)
    assert held(settlement) == {
        "assets:fund": 10_000,
        "awards": 6999,
        "reserve": 3000,
        "residual": 1,
    }
    pay(first, maker=alice, approver=bob)
    late = paying.approved_claim(settlement)

    run = approve(
        open_late(settlement=settlement, order="Order of June 1, Dkt. 410", by=alice, now=NOW),
        by=bob,
    )

    # 23.33 for a point as the others got; the reserve is drawn on before the residual.
    assert awards_of(run) == {claim.number: 0 for claim in claims} | {late.number: 2333}
    assert run.reserve_cents == 667
    assert held(settlement) == {"assets:fund": 3001, "awards": 2333, "reserve": 667, "residual": 1}
    pay(run, maker=alice, approver=bob)
    assert agrees(settlement, by=bob)
    disposed(settlement, DisposalKind.CY_PRES, alice, bob)
    assert held(settlement) == {"assets:fund": 668, "cy_pres:Legal Aid": 668}
