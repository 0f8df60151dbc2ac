"""The published cases through a run, from claims to awards, at a scale that keeps every figure."""

import pytest

from payouts.allocation.models import Award, RunStatus
from settlement import sql
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import finished
from tests.payouts.allocation.test_published_cases import (
    FACEBOOK,
    FACEBOOK_CLAIMS,
    GOOGLE,
    GOOGLE_CLAIMS,
    GOOGLE_FUNDS,
)

pytestmark = pytest.mark.django_db

FILED = """
    INSERT INTO claims_claim
           (settlement_id, public_id, number, status, capacity, language, filer, paper, late, minor,
            received_at, version, answers, address_state, payment_method, payment_key,
            key_version, username_keys, name_key, member_no, rule, queue, verified_at)
    SELECT %(settlement_id)s, gen_random_uuid(), 'B' || lpad(to_hex(n), 8, '0'), 'approved',
           'self', 'en', '', false, false, false, now(), 1,
           jsonb_build_object('created_in_illinois', n <= %(illinois)s),
           'IL', 'check', n, 1, '{}', n, n, '', '', now()
      FROM generate_series(1::int8, %(claims)s) n
"""


def filed(case: Settlement, claims: int, *, illinois: int = 0) -> None:
    """File and approve so many claims at once, the first of them from Illinois."""
    sql.run(FILED, settlement_id=case.pk, claims=claims, illinois=illinois)


def tiktok(net_cents: int, rounding: str = "nearest") -> Settlement:
    points = "6 if created_in_illinois else 1"
    return make.settlement(text=text(net_cents=net_cents, rounding=rounding, points=points))


def awards(case: Settlement) -> dict[int, int]:
    """Cents to how many claims of a run got them."""
    run = finished(case)
    assert (run.status, run.refusal) == (RunStatus.CLOSED, "")
    found: dict[int, int] = {}
    for cents in Award.objects.filter(run=run).values_list("cents", flat=True):
        found[cents] = found.get(cents, 0) + 1
    return found


@pytest.mark.parametrize(
    ("net_cents", "nationwide", "illinois", "paid"),
    [(92_000, 876, 14, "$921.46"), (9_200_000, 1_314, 21, "$92,001.39")],
)
def test_a_run_of_the_tiktok_notice_is_refused_where_nearest_pays_more_than_there_is(
    net_cents: int, nationwide: int, illinois: int, paid: str
) -> None:
    """A hundred thousandth, and a thousandth, of the published fund and claims."""
    case = tiktok(net_cents)
    filed(case, nationwide + illinois, illinois=illinois)

    run = finished(case)

    assert run.status == RunStatus.REFUSED
    assert f"would pay {paid}, more than the" in run.refusal
    assert Award.objects.count() == 0


def test_a_run_of_a_fifth_of_the_tiktok_class_pays_what_the_notice_said() -> None:
    case = tiktok(920_000)
    filed(case, 1_752 + 28, illinois=28)

    assert awards(case) == {479: 1_752, 2_875: 28}


def test_tiktok_as_paid_gives_illinois_six_times_the_whole_cents() -> None:
    case = tiktok(2_923_725, rounding="unit-down")  # 2784 1/2 cents a point
    filed(case, 1_000, illinois=10)

    assert awards(case) == {2_784: 990, 16_704: 10}


def test_a_run_of_facebook_internet_tracking_pays_39_dollars_21() -> None:
    claims = 1_000
    net_cents = FACEBOOK["net_cents"] * claims // FACEBOOK_CLAIMS  # type: ignore[operator]
    case = make.settlement(text=text(net_cents=net_cents, rounding="down"))
    filed(case, claims)

    assert awards(case) == {3_921: claims}


@GOOGLE_FUNDS
def test_a_run_of_google_plus_pays_what_was_published(
    net_cents: int, award: str, residual: str
) -> None:
    claims = 1_000
    scaled = (
        -(-net_cents * claims // GOOGLE_CLAIMS)
        if residual == "0.00"
        else (net_cents * claims // GOOGLE_CLAIMS)
    )
    case = make.settlement(text=text(net_cents=scaled, **GOOGLE))
    filed(case, claims)

    assert awards(case) == {int(award.replace(".", "")): claims}
