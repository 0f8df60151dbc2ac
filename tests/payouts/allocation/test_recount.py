"""The second calculation, in SQL, agrees with the plan to every claim's cent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts.allocation import freezing, recount, statements, unlike
from payouts.allocation.figures import figures
from payouts.allocation.freezing import Measures
from payouts.allocation.measures import Measured
from payouts.allocation.models import Run, RunKind
from payouts.allocation.plan import Later, divide
from payouts.allocation.tranche import Group, PlanRefused
from settlement import sql
from settlement.accounts.models import User
from settlement.money import dollars
from settlement.terms.models import Settlement
from settlement.terms.schema import Pool, Rounding, Scale, Terms, Tranche
from settlement.terms.services import terms_of

LOOKED_AT = """
    CREATE TEMPORARY TABLE payouts_frozen ON COMMIT DROP AS
    SELECT row_number() OVER () AS claim_id, 1 AS claim_version, 1 AS member_no,
           0 AS allowed_version,
           'C' || lpad(to_hex(abs(hashint4((number * 1000 + n)::int4))), 8, '0') AS claim_number,
           number::text AS answered
      FROM unnest(%(claims)s::int4[]) WITH ORDINALITY AS g (claims, number),
           generate_series(1, claims) AS n
"""
NAMES = ("fixed.first", "fixed.second", "open.first", "open.second")


def cents(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most)


@st.composite
def tranches(draw: st.DrawFn, key: str, template: Tranche) -> Tranche:
    by_points = draw(st.booleans())
    cap = draw(st.none() | st.integers(1, 3_000))
    scale = None if by_points else draw(st.sampled_from(Scale))
    most = st.integers(1, 900)
    return replace(
        template,
        key=key,
        points=template.points if by_points else None,
        amount=None if by_points else template.points,
        scale=scale,
        max_scale=draw(st.none() | most.map(lambda many: Fraction(many, 100)))
        if scale is Scale.BOTH
        else None,
        cap_per_claim_cents=cap,
        cap_per_point_cents=draw(st.none() | most) if by_points else None,
        minimum_cents=draw(st.none() | st.integers(1, cap or 500)),
        rounding=draw(st.sampled_from(Rounding)),
    )


@st.composite
def plans(draw: st.DrawFn, terms: Terms) -> Terms:
    """A fixed and an open pool of two tranches each, over a fund of at most $2,000."""
    net = draw(cents(200_000))
    reserve = draw(cents(net // 4))
    fund = replace(terms.fund, gross_cents=net, deductions=())
    template = terms.pools[0].tranches[0]
    pools = (("fixed", draw(cents((net - reserve) // 2))), ("open", None))
    return replace(
        terms,
        fund=fund,
        residual=replace(terms.residual, reserve_cents=reserve),
        pools=tuple(
            Pool(
                key,
                key,
                amount,
                (draw(tranches("first", template)), draw(tranches("second", template))),
            )
            for key, amount in pools
        ),
    )


@st.composite
def groups(draw: st.DrawFn, *, prior: bool) -> list[Group]:
    """A few measures; units are often alike, so that caps, minimums and remainders meet."""
    units = st.sampled_from([0, 1, 5_000, 10_000, 10_000, 30_000, 70_000]) | st.integers(0, 90_000)
    before = st.dictionaries(st.sampled_from(NAMES), cents(2_000)) if prior else st.just({})
    return [
        Group(draw(st.integers(1, 6)), Measured(measured), draw(before))
        for measured in draw(
            st.lists(st.dictionaries(st.sampled_from(NAMES), units), min_size=1, max_size=6)
        )
    ]


def frozen(settlement: Settlement, terms: Terms, over: Sequence[Group], later: Later | None) -> Run:
    """A run of this plan over these groups, with its awards; raises PlanRefused as it does."""
    division = divide(terms, over, later=later)
    run = a_run(settlement, later)
    sql.run(LOOKED_AT, claims=[group.claims for group in over])
    numbers = {str(number): number for number, _group in enumerate(over, start=1)}
    measures = Measures([{} for _group in over], over, numbers)
    freezing.freeze(terms, run_id=run.pk, measures=measures, division=division)
    said = figures(division)
    if later is not None:
        said["at_most"] = {name: str(bound) for name, bound in later.at_most.items()}
        said["awarded"] = {key: dollars(each) for key, each in later.awarded.items()}
    here = Run.objects.filter(pk=run.pk)
    here.update(status="frozen", claims=measures.claims, net_cents=division.net_cents, figures=said)
    statements.award_chunk(run_id=run.pk, first=1, last=measures.claims)
    run.refresh_from_db()
    here.update(status="refused", refusal="Another comes.")
    return run


def a_run(settlement: Settlement, later: Later | None) -> Run:
    number = Run.objects.filter(settlement=settlement).count() + 1
    return Run.objects.create(
        settlement=settlement,
        number=number,
        kind=RunKind.FIRST if later is None else RunKind.SECOND,
        distribution=1 if later is None else 2,
        preliminary=True,
        terms_version=settlement.versions.latest("number"),
        made_by=User.objects.service("tests"),
    )


def unlike_in(run: Run, terms: Terms) -> list[object]:
    """All that differs between the run and its second calculation."""
    with recount.recounted(run, terms):
        awarded, should = unlike.sums()
        found = [
            unlike.first_measure(run_id=run.pk),
            unlike.first_share(run_id=run.pk),
            unlike.first_award(),
            None if awarded == should else (awarded, should),
        ]
    return [each for each in found if each is not None]


GENERATED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@GENERATED
@given(data=st.data())
def test_the_second_calculation_agrees_with_every_plan_that_can_be_run(
    settlement: Settlement, data: st.DataObject
) -> None:
    terms = data.draw(plans(terms_of(settlement)))
    over = data.draw(groups(prior=False))

    agrees(settlement, terms, over, None)


@GENERATED
@given(data=st.data())
def test_it_agrees_with_later_distributions_of_every_plan(
    settlement: Settlement, data: st.DataObject
) -> None:
    terms = data.draw(plans(terms_of(settlement)))
    over = data.draw(groups(prior=True))
    bounds = st.dictionaries(st.sampled_from(NAMES), st.fractions(0, 900, max_denominator=9))
    awarded = {"fixed": data.draw(cents(100_000))}
    later = Later(data.draw(cents(200_000)), data.draw(bounds), awarded)

    agrees(settlement, terms, over, later)


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("minimum_cents", [249, 250, 251])
def test_it_drops_whom_a_minimum_drops_and_nobody_at_it(
    settlement: Settlement, rounding: Rounding, minimum_cents: int
) -> None:
    """Four claims have a point and get 250 cents each; one has three points."""
    terms = terms_of(settlement)
    (pool,) = terms.pools
    tranche = replace(pool.tranches[0], rounding=rounding, minimum_cents=minimum_cents)
    terms = replace(
        terms,
        fund=replace(terms.fund, gross_cents=1_750, deductions=()),
        pools=(replace(pool, tranches=(tranche,)),),
    )
    name = f"{pool.key}.{tranche.key}"
    over = [Group(4, Measured({name: 10_000})), Group(1, Measured({name: 30_000}))]

    agrees(settlement, terms, over, None)


def agrees(settlement: Settlement, terms: Terms, over: list[Group], later: Later | None) -> None:
    with taken_back():
        try:
            run = frozen(settlement, terms, over, later)
        except PlanRefused:
            return
        assert unlike_in(run, terms) == []


@contextmanager
def taken_back() -> Iterator[None]:
    """What the block writes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
