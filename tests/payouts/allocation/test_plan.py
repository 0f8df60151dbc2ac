"""What must hold of every division, whatever the claims, the money and the rounding."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.allocation.measures import Measured
from payouts.allocation.plan import Division, Later, divide
from payouts.allocation.tranche import Group, PlanRefused
from tests.payouts.allocation.plans import SHARES, each_award, group, terms

ROUNDINGS = ("unit-down", "down", "nearest", "largest-remainder")
CAREFUL = ("unit-down", "down", "largest-remainder")  # never refused
CAP, MINIMUM = 'cap_per_claim = "2.00"', 'minimum = "0.50"'
LIMITS = ("", CAP, MINIMUM, f"{CAP}\n{MINIMUM}")
PLANS = {
    (rounding, cents, limits): terms(rounding=rounding, net_cents=cents, more=limits)
    for rounding in ROUNDINGS
    for cents in (0, 1, 99, 10_000, 6_112_441_587)
    for limits in LIMITS
}
plans = st.sampled_from([*PLANS.values()])
careful = st.sampled_from([plan for (rounding, *_), plan in PLANS.items() if rounding in CAREFUL])
points = st.integers(0, 60_000).map(lambda units: Fraction(units, 10_000)) | st.just(Fraction(0))
histograms = st.lists(st.builds(group, points, st.integers(0, 12)), max_size=8)


def divided(plan: object, groups: list[Group]) -> Division | None:
    """The division; None where "nearest" would pay more than there is, which is refused."""
    try:
        return divide(plan, groups)  # type: ignore[arg-type]
    except PlanRefused:
        return None


@given(plans, histograms)
def test_no_cent_is_created_or_lost(plan: object, groups: list[Group]) -> None:
    if division := divided(plan, groups):
        assert sum(each_award(division, groups)) == division.paid
        assert division.paid + division.residual == division.net_cents


@given(plans, histograms)
def test_no_award_and_no_residual_is_negative(plan: object, groups: list[Group]) -> None:
    if division := divided(plan, groups):
        assert division.residual >= 0
        assert all(cents >= 0 for cents in each_award(division, groups))


@given(plans, histograms)
def test_more_points_never_mean_less_money(plan: object, groups: list[Group]) -> None:
    if division := divided(plan, groups):
        units = [each.measured.units[SHARES] for each in groups for _claim in range(each.claims)]
        awards = sorted(zip(units, each_award(division, groups), strict=True))
        for (fewer, less), (more, award) in pairwise(awards):
            assert fewer == more or less <= award


@given(plans, histograms)
def test_equal_points_mean_equal_money_but_for_a_cent(plan: object, groups: list[Group]) -> None:
    if division := divided(plan, groups):
        most = 0 if division.tranches[SHARES].cut is None else 1
        units = [each.measured.units[SHARES] for each in groups for _claim in range(each.claims)]
        for award, number in zip(each_award(division, groups), units, strict=True):
            alike = [
                cents
                for cents, other in zip(each_award(division, groups), units, strict=True)
                if other == number
            ]
            assert max(alike) - award <= most


@given(plans, histograms, st.randoms())
def test_the_order_of_reading_does_not_matter(
    plan: object, groups: list[Group], random: object
) -> None:
    places = [*range(len(groups))]
    random.shuffle(places)  # type: ignore[attr-defined]
    shuffled = divided(plan, [groups[place] for place in places])
    division = divided(plan, groups)

    assert (shuffled is None) == (division is None)
    if division and shuffled:
        for now, before in enumerate(places):
            assert shuffled.tranches[SHARES].award(now) == division.tranches[SHARES].award(before)
        assert cut_groups(shuffled, places) == cut_groups(division, [*range(len(groups))])


def cut_groups(division: Division, places: list[int]) -> tuple[set[int], int] | None:
    cut = division.tranches[SHARES].cut
    return None if cut is None else ({places[group] for group in cut.groups}, cut.cents)


@given(careful, histograms)
def test_claims_split_into_two_groups_are_paid_as_one(plan: object, groups: list[Group]) -> None:
    split = [
        Group(claims, each.measured)
        for each in groups
        for claims in (each.claims // 2, each.claims - each.claims // 2)
    ]

    assert each_award(divide(plan, split), split) == each_award(divide(plan, groups), groups)  # type: ignore[arg-type]


@given(st.sampled_from([0, 1, 99, 10_000]), histograms)
def test_largest_remainder_is_what_one_would_do_claim_by_claim(
    cents: int, groups: list[Group]
) -> None:
    plan = PLANS["largest-remainder", cents, ""]
    units = [each.measured.units[SHARES] for each in groups for _claim in range(each.claims)]
    total = sum(units)
    exact = [Fraction(cents * number, total) if total else Fraction(0) for number in units]
    awards = [floor(award) for award in exact]
    left = floor(sum(exact)) - sum(awards)
    for number in sorted(range(len(units)), key=lambda n: (floor(exact[n]) - exact[n], n))[:left]:
        awards[number] += 1

    assert each_award(divide(plan, groups), groups) == awards


@given(st.lists(st.builds(group, points, st.integers(1, 12)), min_size=1, max_size=6))
def test_largest_remainder_leaves_nothing_where_anybody_has_points(groups: list[Group]) -> None:
    division = divide(PLANS["largest-remainder", 10_000, ""], groups)

    expected = 0 if any(each.measured.units[SHARES] for each in groups) else 10_000
    assert division.residual == expected


@given(st.sampled_from(ROUNDINGS), st.sampled_from(["", CAP]), histograms, st.integers(0, 2_000))
def test_more_money_never_lowers_an_award_where_there_is_no_minimum(
    rounding: str, limits: str, groups: list[Group], more_cents: int
) -> None:
    poor = PLANS[rounding, 99, limits]
    rich = replace(poor, fund=replace(poor.fund, gross_cents=99 + more_cents))
    few, many = divided(poor, groups), divided(rich, groups)

    if few and many:
        most = 1 if rounding == "largest-remainder" else 0
        awards = zip(each_award(few, groups), each_award(many, groups), strict=True)
        assert all(before - most <= after for before, after in awards)


@given(careful, histograms)
def test_the_same_again_gives_the_same(plan: object, groups: list[Group]) -> None:
    assert divide(plan, groups) == divide(plan, groups)  # type: ignore[arg-type]


@given(careful, histograms, st.integers(0, 10_000), st.integers(0, 300))
def test_a_later_distribution_gives_no_more_than_it_has_and_takes_nothing_back(
    plan: object, groups: list[Group], fresh_cents: int, prior_cents: int
) -> None:
    before = [replace(each, prior={SHARES: prior_cents * (n % 2)}) for n, each in enumerate(groups)]

    division = divide(plan, before, later=Later(fresh_cents))  # type: ignore[arg-type]

    assert (division.net_cents, division.reserve_cents) == (fresh_cents, 0)
    assert sum(each_award(division, before)) == division.paid <= fresh_cents
    assert min(each_award(division, before), default=0) >= 0


def test_a_later_tranche_gets_what_the_earlier_left() -> None:
    plan = terms(
        net_cents=1_000,
        tranches="""
            [[pools.tranches]]
            key = "first"
            applies_if = "created_in_illinois"
            points = "1"
            rounding = "unit-down"
            [[pools.tranches]]
            key = "second"
            applies_if = "true"
            points = "years"
            rounding = "largest-remainder"
        """,
    )
    groups = [
        Group(3, group(1, 3, tranche="main.first").measured),
        Group(2, group(1, 2, tranche="main.second").measured),
    ]

    division = divide(plan, groups)

    first, second = division.tranches.values()
    assert [first.paid, second.available, second.paid] == [999, 1, 1]
    assert (second.cents[1], second.cut and second.cut.cents) == (0, 1)


def test_each_tranche_has_left_over_cents_of_its_own() -> None:
    tranche = (
        '[[pools.tranches]]\nkey = "{key}"\napplies_if = "true"\npoints = "{points}"\n'
        'rounding = "{rounding}"\n'
    )
    plan = terms(
        net_cents=100,
        tranches=tranche.format(key="a", points="1", rounding="unit-down")
        + tranche.format(key="b", points="1", rounding="largest-remainder"),
    )
    both = Group(3, group(1, 3, tranche="main.a").measured)
    groups = [Group(3, type(both.measured)({"main.a": 10_000, "main.b": 10_000}))]

    assert each_award(divide(plan, groups), groups) == [34, 33, 33]


def test_who_is_held_down_by_a_cap_and_who_is_dropped_is_told_by_place() -> None:
    """40 cents are the cap: six points are worth more, two just that; half a point is dropped."""
    plan = terms(net_cents=100, more='cap_per_claim = "0.40"\nminimum = "0.10"')
    groups = [group(Fraction(1, 2), 3), group(6, 1), group(2, 1), group(9, 0), group(1, 1)]

    tranche = divide(plan, groups).tranches[SHARES]

    assert [*tranche.capped] == [1]
    assert ([*tranche.dropped], tranche.dropped_claims) == ([0], 3)
    assert (tranche.claims, tranche.value) == (3, Fraction(20))
    assert dict(tranche.cents) == {0: 0, 1: 40, 2: 40, 4: 20}


POOL = (
    '[[pools]]\nkey = "{0}"\ntitle = "{0}"\n{1}\n[[pools.tranches]]\nkey = "shares"\n'
    'applies_if = "true"\npoints = "1"\n'
)
FIXED_AND_OPEN = terms(pools=POOL.format("main", "") + POOL.format("fixed", 'amount = "1.00"'))


@given(
    amount_cents=st.integers(0, 5_000),
    awarded_cents=st.integers(0, 6_000),
    fresh_cents=st.integers(0, 10_000),
    priors=st.lists(st.integers(0, 2_000), max_size=4),
)
def test_a_fixed_pool_awards_over_all_distributions_no_more_than_its_amount(
    amount_cents: int, awarded_cents: int, fresh_cents: int, priors: list[int]
) -> None:
    """Whoever takes part, and whatever these were awarded before."""
    main, other = FIXED_AND_OPEN.pools
    plan = replace(FIXED_AND_OPEN, pools=(main, replace(other, amount_cents=amount_cents)))
    both = Measured({"fixed.shares": 10_000, "main.shares": 10_000})
    groups = [Group(1, both, {"fixed.shares": prior}) for prior in priors]

    later = Later(fresh_cents, awarded={"fixed": awarded_cents})
    opened, fixed = divide(plan, groups, later=later).pools

    assert awarded_cents + fixed.paid <= max(amount_cents, awarded_cents)
    assert fixed.available == min(fresh_cents, max(0, amount_cents - awarded_cents))
    assert opened.available == fresh_cents - fixed.available


def test_of_a_fixed_pool_it_must_be_known_what_it_awarded() -> None:
    """Else it would give its whole amount once more."""
    with pytest.raises(KeyError, match="fixed"):
        divide(FIXED_AND_OPEN, [], later=Later(100))


def test_what_late_claims_may_get_at_most_is_by_tranche() -> None:
    plan = terms(net_cents=0)
    groups = [group(1, 2), group(2, 1)]

    division = divide(plan, groups, later=Later(1_000, {SHARES: Fraction(100, 3)}))

    assert dict(division.tranches[SHARES].cents) == {0: 33, 1: 66}
    assert [division.paid, division.residual] == [132, 868]
