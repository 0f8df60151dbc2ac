"""The worked examples of docs/algorithms/allocation.md, read from there and computed again."""

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import call_command

from payouts.allocation.measures import Measured
from payouts.allocation.plan import Later, divide
from payouts.allocation.tranche import Group, PlanRefused
from settlement.money import cents_of, dollars
from settlement.terms.schema import Terms
from tests.payouts.allocation.plans import SHARES, group, terms, text

TIMES = " \N{MULTIPLICATION SIGN} "
DOCUMENT = (Path(__file__).parents[3] / "docs" / "algorithms" / "allocation.md").read_text()
POINTS, LIMITS = "money | rounding | claims", "money | rules | claims"
TARGETS, LATER = "money | rules | targets", "fresh money | rules | at most"
POOLS = "amount | awarded, and stands"
CLAIM = re.compile(r"(?P<points>[0-9.]+)(?: \((?P<prior>[0-9.]+)\))?" + TIMES + "(?P<count>[0-9]+)")
type Row = Sequence[str]


def table(header: str) -> Iterator[Row]:
    """The rows below the table's first line that begins like this."""
    lines = iter(DOCUMENT.splitlines())
    for line in lines:
        if line.startswith(f"| {header} |"):
            break
    for line in lines:
        if not line.startswith("|"):
            return
        if not line.startswith("|-"):
            yield [cell.strip() for cell in line[1:-1].split("|")]


def rows(header: str) -> list[object]:
    found = [pytest.param(row, id=" | ".join(row[:3])) for row in table(header)]
    if not found:
        raise ValueError(f"The document has no table that begins with {header}.")
    return [*found]


def test_the_document_shows_every_rounding() -> None:
    shown = {row[1] for row in table(POINTS)}

    assert shown == {"unit-down", "down", "nearest", "largest-remainder"}


@pytest.mark.parametrize("row", rows(POINTS))
def test_a_rounding_comes_out_as_written(row: Row) -> None:
    money, rounding, claims, *written = row
    plan = terms(net_cents=cents_of(money), rounding=rounding)

    assert came_out(plan, groups_of(claims)) == written


@pytest.mark.parametrize("row", rows(LIMITS))
def test_caps_and_minimums_come_out_as_written(row: Row) -> None:
    money, rules, claims, *written = row
    plan = plan_of(money, 'points = "1"', rules)

    assert came_out(plan, groups_of(claims)) == written


@pytest.mark.parametrize("row", rows(TARGETS))
def test_targets_come_out_as_written(row: Row) -> None:
    money, rules, claims, *written = row
    plan = plan_of(money, 'amount = "years"', rules)
    groups = [
        Group(int(found["count"]), Measured({SHARES: cents_of(found["points"])}))
        for found in CLAIM.finditer(claims)
    ]

    assert came_out(plan, groups) == written


@pytest.mark.parametrize("row", rows(LATER))
def test_later_distributions_come_out_as_written(row: Row) -> None:
    money, rules, at_most, claims, *written = row
    plan = plan_of("0.00", 'points = "1"', rules)
    bound = value_of(at_most or "none")
    later = Later(cents_of(money), {} if bound is None else {SHARES: bound})

    assert came_out(plan, groups_of(claims), later) == written


@pytest.mark.parametrize("row", rows(POOLS))
def test_fixed_pools_have_later_what_is_written(row: Row) -> None:
    amount, awarded, money, claims, *written = row
    pools = "".join(map(pool_of, ("base", "main"), (f'amount = "{amount}"', "")))
    given = [
        Group(each.claims, Measured(dict.fromkeys(("base.all", "main.all"), 10_000)), each.prior)
        for each in groups_of(claims, "base.all")
    ]
    later = Later(cents_of(money), awarded={"base": cents_of(awarded)})

    found = divide(terms(pools=pools), given, later=later).pools

    assert [dollars(int(pool.available)) for pool in found] == written


def pool_of(key: str, amount: str) -> str:
    return (
        f'[[pools]]\nkey = "{key}"\ntitle = "{key}"\n{amount}\n'
        '[[pools.tranches]]\nkey = "all"\napplies_if = "true"\npoints = "1"\n'
    )


def plan_of(money: str, measure: str, rules: str) -> Terms:
    """One tranche with these rules, written as in the settlement file with commas between."""
    tranche = ["[[pools.tranches]]", 'key = "shares"', 'applies_if = "true"', measure]
    return terms(net_cents=cents_of(money), tranches="\n".join([*tranche, *rules.split(", ")]))


def groups_of(claims: str, tranche: str = SHARES) -> list[Group]:
    return [
        group(
            Fraction(found["points"]),
            int(found["count"]),
            tranche=tranche,
            prior_cents=cents_of(found["prior"] or "0.00"),
        )
        for found in CLAIM.finditer(claims)
    ]


def came_out(plan: Terms, groups: list[Group], later: Later | None = None) -> list[str]:
    """The value, the awards and what is left, as the document writes them."""
    exact = mixed(divide(plan, groups, estimate=True, later=later).tranches[SHARES].value)
    try:
        division = divide(plan, groups, later=later)
    except PlanRefused:
        return [exact, "refused", ""]
    tranche = division.tranches[SHARES]
    awards = ", ".join(dollars(tranche.cents[place]) for place in range(len(groups)))
    return [mixed(tranche.value), awards, dollars(int(division.residual))]


def mixed(value: Fraction | None) -> str:
    """A mixed number as the document writes it: "11 1/9"."""
    if value is None:
        return "none"
    whole, rest = divmod(value, 1)
    return " ".join([str(whole)] * (not rest or whole > 0) + [str(rest)] * bool(rest))


def value_of(text: str) -> Fraction | None:
    return None if text == "none" else sum(map(Fraction, text.split()), Fraction(0))


def block(language: str) -> str:
    """The first fenced block of a language."""
    return DOCUMENT.partition(f"```{language}\n")[2].partition("```")[0]


def test_several_pools_and_a_reserve_come_out_as_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = block("toml")
    pools, residual = written[written.index("[[pools]]") :].split("[residual]\n")
    plan, scenario = tmp_path / "plan.toml", tmp_path / "scenario.csv"
    plan.write_text(text(net_cents=100_00, pools=pools, residual=residual))
    scenario.write_text(block("csv"))

    call_command("simulate", str(plan), str(scenario), "--json")
    found = json.loads(capsys.readouterr().out)

    tranches = [
        [f"{pool['key']}.{each['key']}", each["available"], of(each["exact_value"]), each["paid"]]
        for pool in found["pools"]
        for each in pool["tranches"]
    ]
    assert tranches == [*table("tranche | has")]
    awards = [
        [str(number), *row["awards"].values(), row["award"], str(row["extra_cents"])]
        for number, row in enumerate(found["rows"], start=1)
    ]
    assert awards == [*table("row | losses.documented")]
    assert (found["paid"], found["residual"], found["reserve"]) == ("87.50", "12.50", "10.00")


def of(exact_value: str | None) -> str:
    return mixed(None if exact_value is None else Fraction(exact_value))
