"""Settlement files and claims that are generated, with every rule of a tranche somewhere."""

import random
from collections.abc import Iterator

from tests.payouts.allocation.plans import text

QUESTIONS = """
[[questions]]
key = "loss"
kind = "money"
min = "0.00"
max = "900.00"
label = { en = "How much did you lose?", es = "¿Cuánto perdió?" }

[[questions]]
key = "tier"
kind = "choice"
label = { en = "Which plan did you have?", es = "¿Qué plan tenía?" }
choices = [
  { key = "gold", label = { en = "The gold plan", es = "El plan oro" } },
  { key = "basic", label = { en = "The basic plan", es = "El plan básico" } },
]

[[pools]]"""
APPLIES = ["true", "true", "tier == 'gold'", "created_in_illinois or years > 3", "not paper"]
POINTS = [
    "6 if created_in_illinois else 1",
    "years / 3 + (2 if tier == 'gold' else 0)",
    "min(years, 4) * 1.25",
    "10 / (9 - years)",  # nothing usable for nine years, and less than nothing for ten
    "loss / 7",
]
AMOUNTS = ["loss", "loss / 3 + 10", "min(loss, 250)", "years * 12.34"]
ROUNDINGS = ["unit-down", "down", "largest-remainder"]


def plan(rng: random.Random, *, slug: str) -> str:
    """A settlement file of one to three tranches in one or two pools."""
    net_cents = rng.choice([997, 123_456, 1_000_000, 98_765_432])
    pools = [_tranche(rng, f"first{place}") for place in range(rng.randint(1, 2))]
    made = text(net_cents=net_cents, tranches="\n".join(pools))
    if rng.random() < 0.5:
        second = (
            f'\n[[pools]]\nkey = "second"\ntitle = "Second"\namount = "{net_cents // 300}.00"\n'
        )
        made = made.replace("[residual]", f"{second}{_tranche(rng, 'only')}\n[residual]")
    if rng.random() < 0.5:
        made = made.replace("[residual]", f'[residual]\nreserve = "{net_cents // 1000}.00"')
    made = made.replace('gross = "', 'gross = "1')  # and the leading digit is the attorneys'
    fees = f"1{'0' * len(str(net_cents // 100))}.00"
    made = made.replace(
        "\n[roster]",
        f'[[fund.deductions]]\nkey = "fees"\ntitle = "Fees"\namount = "{fees}"\n\n[roster]',
        1,
    )
    return made.replace("[[pools]]", QUESTIONS, 1).replace('slug = "small"', f'slug = "{slug}"')


def _tranche(rng: random.Random, key: str) -> str:
    by_points = rng.random() < 0.6
    lines = [f'applies_if = "{rng.choice(APPLIES)}"', f'rounding = "{rng.choice(ROUNDINGS)}"']
    if by_points:
        lines.append(f'points = "{rng.choice(POINTS)}"')
        lines += rng.choice([[], [], ['cap_per_point = "1.07"']])
    else:
        lines.append(f'amount = "{rng.choice(AMOUNTS)}"')
        lines += rng.choice([['scale = "down"'], ['scale = "both"', 'max_scale = "1.5"'], []])
    lines += rng.choice([[], ['cap_per_claim = "40.00"'], ['cap_per_claim = "3.21"']])
    lines += rng.choice([[], ['minimum = "2.00"']])
    return f'[[pools.tranches]]\nkey = "{key}"\n' + "\n".join(lines) + "\n"


def answers(rng: random.Random) -> dict[str, object]:
    return {
        "created_in_illinois": rng.random() < 0.3,
        "years": rng.randint(0, 10),
        "loss": f"{rng.randint(0, 900)}.{rng.randint(0, 99):02d}" if rng.random() < 0.9 else "",
        "tier": rng.choice(["gold", "basic", ""]),
    }


def plans(rng: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Slugs and settlement files."""
    for place in range(count):
        slug = f"case-{place}"
        yield slug, plan(rng, slug=slug)
