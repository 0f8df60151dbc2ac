"""The small case with a loss that a document has to show, and what the plan pays of it."""

from tests import make

QUESTIONS = """
[[questions]]
key = "loss"
kind = "money"
min = "0.00"
max = "25000.00"
label = { en = "What did you lose?", es = "¿Cuánto perdió?" }
required = false
evidence = true

[[questions]]
key = "hours"
kind = "integer"
min = 0
max = 100
label = { en = "How many hours did it take?", es = "¿Cuántas horas le llevó?" }
required = false
evidence = true

[[pools]]"""
PLAN = """
[[pools.tranches]]
key = "losses"
applies_if = "loss > 0 or hours > 0"
amount = "loss + 20 * hours"
[[pools.tranches]]
key = "shares\""""


def text(plan: str = PLAN) -> str:
    """The settlement file: losses are paid in full, then the shares."""
    small = (make.DATA / "small.toml").read_text()
    return small.replace("[[pools]]", QUESTIONS, 1).replace(
        '[[pools.tranches]]\nkey = "shares"', plan.lstrip("\n"), 1
    )
