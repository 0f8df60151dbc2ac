"""The second calculation of a run, written apart from the first: by SQL, in exact numeric.

It knows the rules of the settlement file and the numbers of the run's terms. Of the run it takes
what each tranche measures a claim by, what was awarded before, and who was frozen, and counts the
frozen claims anew. Nothing of the plan's code is used, so a fault of one is not a fault of both.

What fixed pools had awarded is taken as the run states it, for it was so then: it is asked also
long after. Whether it was so is asked at approval (`since`), and ever after by `reconcile`
(payouts.reports.leftover).

A claim with `units` and `counted` cents from before has the exact total
greatest(least(units x value, cap), counted). `value` is one fraction for the whole tranche, in
cents a unit; a unit is a ten-thousandth of a point, or a cent of a target.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from payouts.allocation.models import Run, RunKind
from payouts.allocation.statements import ROOM_TO_WORK
from settlement import sql
from settlement.errors import Refusal
from settlement.money import cents_of, shown
from settlement.terms.schema import Pool, Rounding, Scale, Terms, Tranche

START = """
    CREATE TEMPORARY TABLE payouts_counted ON COMMIT DROP AS
    SELECT measure, count(*)::numeric AS claims
      FROM payouts_snapshot WHERE run_id = %(run_id)s GROUP BY measure;

    CREATE TEMPORARY TABLE payouts_recounted ON COMMIT DROP AS
    SELECT h.tranche, h.measure, coalesce(c.claims, 0) AS claims,
           h.points * CASE WHEN h.tranche = ANY(%(targets)s) THEN 100 ELSE 10000 END AS units,
           h.counted::numeric AS counted, false AS dropped, 0::numeric AS cents,
           0::numeric AS part, ''::text COLLATE "C" AS until
      FROM payouts_share h LEFT JOIN payouts_counted c USING (measure)
     WHERE h.run_id = %(run_id)s;

    ANALYZE payouts_counted, payouts_recounted
"""
END = "DROP TABLE payouts_counted, payouts_recounted, payouts_awarded, payouts_compared"

# Raise the value from nothing. A claim begins to gain where units x value passes what it had, and
# stops at its cap; between two such bends what all gain together is slope x value + level. The
# last bend that the money reaches says how the rest is shared. `place` sorts the bends: two
# different ones are further apart than it cuts off.
VALUE = """
    WITH gaining AS (
        SELECT claims, units, counted FROM payouts_recounted
         WHERE tranche = %(tranche)s AND units > 0 AND claims > 0 AND NOT dropped
           AND counted < coalesce(%(cap)s::numeric, counted + 1)),
    bends AS (
        SELECT counted AS cents, units, claims * units AS slope, - claims * counted AS level
          FROM gaining
         UNION ALL
        SELECT %(cap)s::numeric, units, - claims * units, claims * %(cap)s::numeric
          FROM gaining WHERE %(cap)s::numeric IS NOT NULL),
    places AS (
        SELECT div(cents * 1e40, units) AS place, min(cents) AS cents, min(units) AS units,
               sum(slope) AS slope, sum(level) AS level
          FROM bends GROUP BY 1),
    raised AS (
        SELECT place, cents, units,
               sum(slope) OVER upwards AS slope, sum(level) OVER upwards AS level
          FROM places WINDOW upwards AS (ORDER BY place))
    SELECT %(available)s::numeric - level, slope FROM raised
     WHERE slope * cents + level * units <= %(available)s::numeric * units
     ORDER BY place DESC LIMIT 1
"""

# Without a value (`over` is null) every claim that measures anything has its cap.
ROUND = """
    UPDATE payouts_recounted
       SET cents = CASE WHEN dropped OR units = 0 THEN 0 ELSE
                       greatest(least(CASE WHEN %(nearest)s
                                           THEN div(2 * units * %(over)s::numeric
                                                    + %(under)s::numeric, 2 * %(under)s::numeric)
                                           ELSE div(units * %(over)s::numeric, %(under)s::numeric)
                                       END, %(cap)s::numeric), counted) - counted END,
           part = CASE WHEN dropped OR units = 0 OR %(over)s::numeric IS NULL
                         OR units * %(over)s::numeric <= counted * %(under)s::numeric
                         OR units * %(over)s::numeric >= %(cap)s::numeric * %(under)s::numeric
                       THEN 0 ELSE mod(units * %(over)s::numeric, %(under)s::numeric) END
     WHERE tranche = %(tranche)s
"""
DROP = """
    UPDATE payouts_recounted SET dropped = true
     WHERE tranche = %(tranche)s AND units > 0 AND cents < %(minimum)s::numeric
"""

# The largest remainder that there is not a cent for each of its claims, and the cents there are.
CUT = """
    WITH parts AS (
        SELECT part, sum(claims) AS claims FROM payouts_recounted
         WHERE tranche = %(tranche)s AND part > 0 AND claims > 0 GROUP BY part),
    lined_up AS (
        SELECT part, claims, sum(claims) OVER (ORDER BY part DESC) AS reached,
               div(sum(claims * part) OVER (), %(under)s::numeric) AS left_over
          FROM parts)
    SELECT part, left_over - (reached - claims) FROM lined_up
     WHERE reached > left_over ORDER BY part DESC LIMIT 1
"""
UNTIL = """
    SELECT s.claim_number
      FROM payouts_recounted r
      JOIN payouts_snapshot s ON s.run_id = %(run_id)s AND s.measure = r.measure
     WHERE r.tranche = %(tranche)s AND r.part = %(part)s::numeric
     ORDER BY s.claim_number OFFSET %(cents)s::int8 - 1 LIMIT 1
"""
LEFT_OVER = """
    UPDATE payouts_recounted
       SET cents = cents + (part > %(part)s::numeric)::int4,
           until = CASE WHEN part = %(part)s::numeric THEN %(until)s ELSE '' END
     WHERE tranche = %(tranche)s AND part > 0 AND claims > 0
"""
# Every award beside its frozen claim: those up to a claim, and those after it, so that two
# processes share the work. Both tables are read in the order of their indexes and merged, which
# takes a third of the time that hashing takes. `band` counts the cuts that the claim's number lies
# within.
MIDDLE = """
    SELECT coalesce((min(claim_id) + max(claim_id)) / 2, 0)
      FROM payouts_snapshot WHERE run_id = %(run_id)s
"""
HALF = """
    SELECT s.measure, a.measure AS awarded_by, a.cents,
           CASE WHEN %(cuts)s::text[] = '{}' THEN 0 ELSE
               (SELECT count(*) FROM unnest(%(cuts)s::text[]) AS until
                 WHERE s.claim_number <= until COLLATE "C") END AS band,
           count(*) AS claims, min(s.claim_number) AS first,
           min(a.claim_id) FILTER (WHERE s.claim_id IS NULL) AS stray
      FROM (SELECT claim_id, claim_number, measure FROM payouts_snapshot
             WHERE run_id = %(run_id)s AND claim_id <= %(middle)s) s
      FULL JOIN (SELECT claim_id, measure, cents FROM payouts_award
                  WHERE run_id = %(run_id)s AND claim_id <= %(middle)s) a
             ON a.claim_id = s.claim_id
     GROUP BY 1, 2, 3, 4
"""
AWARDED = f"""
    CREATE TEMPORARY TABLE payouts_awarded ON COMMIT DROP AS
    {HALF} UNION ALL {HALF.replace("<= %(middle)s", "> %(middle)s")}
"""
MERGE, MERGE_OR_HASH = "SET LOCAL enable_hashjoin = off", "SET LOCAL enable_hashjoin = on"
CUTS = "SELECT DISTINCT until FROM payouts_recounted WHERE until <> ''"
# What each should be. A cut's rank is how many cuts are as high or higher: whoever lies within so
# many gets its cent.
COMPARED = """
    CREATE TEMPORARY TABLE payouts_compared ON COMMIT DROP AS
    WITH ranked AS (
        SELECT measure, cents,
               CASE WHEN until <> '' THEN dense_rank() OVER (ORDER BY until DESC) END AS rank
          FROM payouts_recounted)
    SELECT w.measure, w.awarded_by, w.cents, w.band, w.claims, w.first, w.stray,
           coalesce(sum(r.cents + coalesce(w.band >= r.rank, false)::int4), 0) AS right_cents
      FROM payouts_awarded w LEFT JOIN ranked r ON r.measure = w.measure
     GROUP BY w.measure, w.awarded_by, w.cents, w.band, w.claims, w.first, w.stray
"""
LEARN = "ANALYZE payouts_awarded"
PAID = """
    SELECT coalesce(sum(claims * cents), 0) FROM payouts_recounted WHERE tranche = %(tranche)s
"""


class Overspent(Refusal):
    """The rules would give more than there is."""


class Unstated(Refusal):
    """The figures of a later distribution do not say what a fixed pool had awarded before."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the file says of one tranche. Its value is in cents a point, or a scale.

    per:    units of a point; of a target's cent
    step:   what `unit-down` cuts the value to
    most:   the value's bound; forced: it is this value whatever the money
    """

    name: str
    per: int
    step: Fraction
    most: Fraction | None
    forced: bool
    cap_cents: int | None
    minimum_cents: int | None
    rounding: Rounding


def money_of(run: Run, terms: Terms) -> "Money":
    """What a frozen run divides, by its terms and its own figures.

    raises: Unstated
    """
    if run.kind == RunKind.FIRST:
        return Money(terms.fund.net_cents - terms.residual.reserve_cents)
    bounds = run.figures.get("at_most", {})
    at_most = {name: Fraction(bound) for name, bound in bounds.items()}
    stated = run.figures.get("awarded", {})
    for pool in terms.pools:
        if pool.amount_cents is not None and pool.key not in stated:
            raise Unstated(f"Its figures do not say what pool {pool.key} had awarded before.")
    awarded = {key: cents_of(amount) for key, amount in stated.items()}
    return Money(run.net_cents or 0, at_most=at_most, awarded=awarded)


def numbers_of(pool: Pool, tranche: Tranche, at_most: Mapping[str, Fraction]) -> Numbers:
    """at_most: bounds that a later distribution adds, by tranche"""
    name = f"{pool.key}.{tranche.key}"
    own = {
        None: tranche.cap_per_point_cents,
        Scale.NONE: 1,
        Scale.DOWN: 1,
        Scale.BOTH: tranche.max_scale,
    }[tranche.scale]
    bounds = [Fraction(bound) for bound in (own, at_most.get(name)) if bound is not None]
    by_points = tranche.points is not None
    return Numbers(
        name=name,
        per=10_000 if by_points else 1,
        step=Fraction(1) if by_points else Fraction(1, 100),
        most=min(bounds, default=None),
        forced=tranche.scale is Scale.NONE,
        cap_cents=tranche.cap_per_claim_cents,
        minimum_cents=tranche.minimum_cents,
        rounding=tranche.rounding,
    )


@dataclass(frozen=True, slots=True)
class Money:
    """What a run divides. A later distribution adds

    at_most: bounds of values, by tranche
    awarded: cents of a fixed pool's amount that were awarded before, by its key
    """

    cents: int
    at_most: Mapping[str, Fraction] = field(default_factory=dict)
    awarded: Mapping[str, int] = field(default_factory=dict)


@contextmanager
def recounted(run: Run, terms: Terms) -> Iterator[None]:
    """While the block runs, the table payouts_recounted says what each tranche should give each
    measure's claims, and payouts_compared has every award beside what it should be.

    Needs a transaction.
    raises: Overspent where the rules would give more than there is; Unstated
    """
    _recount(run, terms, money_of(run, terms))
    _look_at_awards(run)
    sql.run(LEARN)
    sql.run(COMPARED)
    yield
    sql.run(END)


def _look_at_awards(run: Run) -> None:
    cuts = [until for (until,) in sql.rows(CUTS)]
    sql.run(MERGE)
    sql.run(AWARDED, run_id=run.pk, cuts=cuts, middle=sql.value(MIDDLE, run_id=run.pk))
    sql.run(MERGE_OR_HASH)


def _recount(run: Run, terms: Terms, money: Money) -> None:
    targets = [
        f"{pool.key}.{tranche.key}"
        for pool in terms.pools
        for tranche in pool.tranches
        if tranche.amount is not None
    ]
    sql.run(ROOM_TO_WORK)
    sql.run(START, run_id=run.pk, targets=targets)
    for pool, cents in _pools(terms, money):
        left = cents
        for tranche in pool.tranches:
            left -= _serve(run.pk, numbers_of(pool, tranche, money.at_most), left)


def _pools(terms: Terms, money: Money) -> Iterator[tuple[Pool, int]]:
    """What each pool has to give; the open one what the others leave."""
    left = money.cents
    fixed: dict[str, int] = {}
    for pool in terms.pools:
        if pool.amount_cents is None:
            continue
        given = money.awarded.get(pool.key, 0)
        fixed[pool.key] = max(0, min(pool.amount_cents - given, left))
        left -= fixed[pool.key]
    for pool in terms.pools:
        yield pool, fixed.get(pool.key, left)


def _serve(run_id: int, tranche: Numbers, available: int) -> int:
    """Write what the tranche gives; return how many cents in all."""
    value = _round(tranche, available)
    if tranche.minimum_cents is not None and sql.run(
        DROP, tranche=tranche.name, minimum=tranche.minimum_cents
    ):
        value = _round(tranche, available)
    left_over = 0
    if tranche.rounding is Rounding.LARGEST_REMAINDER and value is not None:
        left_over = _hand_out(run_id, tranche, under=value.denominator * tranche.per)
    paid = int(sql.value(PAID, tranche=tranche.name)) + left_over
    if paid > available:
        raise Overspent(f"Tranche {tranche.name} would pay {shown(paid)} of {shown(available)}.")
    return paid


def _round(tranche: Numbers, available: int) -> Fraction | None:
    """Write whole cents and their remainders; return the value."""
    value = _value(tranche, available)
    sql.run(
        ROUND,
        tranche=tranche.name,
        nearest=tranche.rounding is Rounding.NEAREST,
        over=None if value is None else value.numerator,
        under=1 if value is None else value.denominator * tranche.per,
        cap=tranche.cap_cents,
    )
    return value


def _value(tranche: Numbers, available: int) -> Fraction | None:
    """The largest value that the money reaches, within its bound; None where there is none."""
    found = sql.rows(VALUE, tranche=tranche.name, cap=tranche.cap_cents, available=available)
    reached = [Fraction(int(over), int(slope)) * tranche.per for over, slope in found if slope]
    bounds = [] if tranche.most is None else [tranche.most]
    value = min(bounds if tranche.forced else [*reached, *bounds], default=None)
    if value is not None and tranche.rounding is Rounding.UNIT_DOWN:
        value = value // tranche.step * tranche.step
    return value


def _hand_out(run_id: int, tranche: Numbers, *, under: int) -> int:
    """Give the left-over cents. Return how many a cut remainder's lowest claim numbers get."""
    for part, cents in sql.rows(CUT, tranche=tranche.name, under=under):
        until = (
            sql.value(UNTIL, run_id=run_id, tranche=tranche.name, part=part, cents=int(cents))
            if cents
            else ""
        )
        sql.run(LEFT_OVER, tranche=tranche.name, part=part, until=until)
        return int(cents)
    return 0
