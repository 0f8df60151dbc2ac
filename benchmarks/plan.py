"""The pure plan: a million distinct measures with caps; or with --plans, generated plans checked.

The reference is the same money divided among the same claims with no cap: one division and one
product for each measure, through the same code.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import generated, properties
from benchmarks.report import Report, Row, median, seconds
from payouts.allocation.measures import Measured
from payouts.allocation.plan import Later, divide
from payouts.allocation.tranche import Group
from settlement.errors import Refusal
from settlement.terms.outcomes import MAX_POINTS, POINT_UNITS
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Rounding, Terms

FILE = Path(__file__).parent.parent / "settlements" / "tiktok.toml"
SHARES = "main.shares"
MOST_SECONDS = 5.0
EACH_CENTS = 50_00
CAP_CENTS = 15_00
MINIMUM_CENTS = 1_00
TIMES = 3


def run(*, measures: int = 1_000_000, plans: int = 0) -> Report:
    """Divide among so many distinct measures, or check so many plans."""
    like = parse_terms(FILE.read_text(), file_name=FILE.name)
    return checked(like, plans) if plans else measured(like, measures)


def checked(like: Terms, plans: int, *, by: properties.Divide = divide) -> Report:
    """Look for what does not hold of plans made from the seeds 0, 1, 2 …

    by:     the division that is checked
    raises: Refusal that names the first seed and what does not hold of its plan
    """
    report = Report("plan", {"plans": plans})
    took = seconds(lambda: _check(like, range(plans), by))
    report.rows.append(Row("generated plans whose properties hold", plans, "plans"))
    report.rows.append(Row("rate", plans / took, "plans/s"))
    return report


def _check(like: Terms, seeds: range, by: properties.Divide) -> None:
    for seed in seeds:
        dice = random.Random(seed)  # noqa: S311 - claims, no secret
        plan = generated.plan(dice, like)
        if said := properties.wrong(plan, dice, by=by):
            raise Refusal(f"Plan {seed}: {' '.join(said)}")


def measured(like: Terms, measures: int) -> Report:
    """Time the division with caps beside the one without."""
    groups = _groups(measures)
    plain = _plan(like, measures)
    capped = _plan(like, measures, cap_per_claim_cents=CAP_CENTS)
    strict = _plan(
        like,
        measures,
        cap_per_claim_cents=CAP_CENTS,
        minimum_cents=MINIMUM_CENTS,
        rounding=Rounding.LARGEST_REMAINDER,
    )
    before = [replace(group, prior={SHARES: group.claims * 50}) for group in groups]
    later = Later(measures * EACH_CENTS // 10)
    reference = _time(lambda: divide(plain, groups))
    report = Report("plan", {"distinct measures": measures})
    most = MOST_SECONDS * measures / 1_000_000
    took = _time(lambda: divide(capped, groups))
    report.rows += [
        Row("with a cap that binds some", took, "s", reference, most=most),
        Row(
            "with cap, minimum and left-over cents",
            _time(lambda: divide(strict, groups)),
            "s",
            reference,
        ),
        Row(
            "a later distribution with a cap",
            _time(lambda: divide(capped, before, later=later)),
            "s",
            reference,
        ),
    ]
    return report


def _time(work: Callable[[], object]) -> float:
    return median(TIMES, work, before=lambda: None)


def _groups(measures: int) -> Sequence[Group]:
    dice = random.Random(measures)  # noqa: S311 - claims, no secret
    units = dice.sample(range(1, MAX_POINTS * POINT_UNITS), measures)
    return [Group(dice.randrange(1, 9), Measured({SHARES: each})) for each in units]


def _plan(like: Terms, measures: int, **changes: object) -> Terms:
    """One pool with one tranche of these rules, and some dollars for each claim."""
    tranche = replace(like.pools[0].tranches[0], rounding=Rounding.DOWN)
    tranche = replace(tranche, **changes)  # type: ignore[arg-type]
    pool = replace(like.pools[0], tranches=(tranche,))
    fund = replace(like.fund, gross_cents=measures * EACH_CENTS, deductions=())
    return replace(like, fund=fund, pools=(pool,))
