"""Plans and claims that hypothesis draws, as the text of a settlement file and as measures."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from settlement.money import dollars
from tests.make import DATA

ROUNDINGS = ("unit-down", "down", "nearest", "largest-remainder")
POINTS = ("1", "years", "6 if created_in_illinois else 1", "years / 3", "1 / years", "years - 2")
AMOUNTS = ("loss", "loss / 3", "min(loss, 40) + years", "loss if years < 4 else 12.5")
CONDITIONS = ("true", "true", "created_in_illinois", "not created_in_illinois or years > 2")
LOSS = """
[[questions]]
key = "loss"
kind = "money"
label = { en = "What did you lose?", es = "¿Cuánto perdió?" }
"""
NAMES = ("main.first", "main.second", "other.first", "other.second")


@dataclass(frozen=True)
class Claims:
    """So many claims with the same answers, and what each was awarded before."""

    answers: dict[str, Any]
    count: int
    counted: dict[str, int]


def cents(most: int) -> st.SearchStrategy[int]:
    """Amounts, small ones above all: there the roundings bite."""
    return st.one_of(st.integers(0, 200), st.integers(0, most))


def tranche(key: str) -> st.SearchStrategy[str]:
    return st.builds(lambda lines: f'[[pools.tranches]]\nkey = "{key}"\n{lines}', _rules())


@st.composite
def _rules(draw: st.DrawFn) -> str:
    lines = {
        "applies_if": draw(st.sampled_from(CONDITIONS)),
        "rounding": draw(st.sampled_from(ROUNDINGS)),
    }
    if draw(st.booleans()):
        lines["points"] = draw(st.sampled_from(POINTS))
        if draw(st.booleans()):
            lines["cap_per_point"] = dollars(draw(cents(2_000)))
    else:
        lines["amount"] = draw(st.sampled_from(AMOUNTS))
        lines["scale"] = draw(st.sampled_from(("none", "down", "both")))
        if lines["scale"] == "both" and draw(st.booleans()):
            lines["max_scale"] = draw(st.sampled_from(("0.5", "1.255", "20")))
    cap = draw(st.none() | cents(5_000))
    if cap is not None:
        lines["cap_per_claim"] = dollars(cap)
    least = draw(st.none() | st.integers(0, 300 if cap is None else min(cap, 300)))
    if least is not None:
        lines["minimum"] = dollars(least)
    return "".join(f'{key} = "{value}"\n' for key, value in lines.items())


@st.composite
def files(draw: st.DrawFn) -> str:
    """The small case's file with another fund and other pools."""
    small = (DATA / "small.toml").read_text()
    head, _, rest = small.partition("[fund]")
    middle = "[roster]" + rest.partition("[roster]")[2].partition("[[pools]]")[0] + LOSS
    tail = "[residual]" + rest.partition("[residual]")[2]
    net = draw(cents(100_000))
    fixed, reserve = draw(st.integers(0, net // 3)), draw(st.integers(0, net // 3))
    pools = [f'[[pools]]\nkey = "main"\ntitle = "Main"\n{draw(tranche("first"))}']
    if draw(st.booleans()):
        pools[0] += draw(tranche("second"))
    if draw(st.booleans()):
        pool = f'[[pools]]\nkey = "other"\ntitle = "Other"\namount = "{dollars(fixed)}"\n'
        pools.insert(draw(st.integers(0, 1)), pool + draw(tranche("first")))
    if draw(st.booleans()):
        tail = tail.replace("[residual]", f'[residual]\nreserve = "{dollars(reserve)}"', 1)
    plan = "\n".join(pools)
    return f'{head}[fund]\ngross = "{dollars(net)}"\n{middle}\n{plan}\n{tail}'


@st.composite
def claims(draw: st.DrawFn, *, later: bool = False) -> list[Claims]:
    """A few measures; in a later distribution with what their claims had before."""
    given = []
    for _each in range(draw(st.integers(0, 7))):
        answers = {
            "created_in_illinois": draw(st.booleans()),
            "years": draw(st.integers(0, 6)),
            "loss": dollars(draw(cents(9_000))),
        }
        names = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True)) if later else []
        counted = {name: draw(cents(900)) for name in names}
        given.append(Claims(answers, draw(st.integers(1, 12)), counted))
    return given
