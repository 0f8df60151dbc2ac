"""Imports flow one way: a room may import from itself and from the rooms listed before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = [
    "settlement.errors",
    "settlement.refusing",
    "settlement.launcher",
    "settlement.money",
    "settlement.sql",
    "settlement.patience",
    "settlement.clock",
    "settlement.csvfile",
    "settlement.paging",
    "settlement.progress",
    "settlement.ratelimit",
    "settlement.proxy",
    "settlement.kernels",
    "settlement.sealed",
    "settlement.keys",
    "settlement.accounts",
    "settlement.audit",
    "settlement.people",
    "settlement.states",
    "settlement.work",
    "settlement.terms",
    "settlement.identifiers",
    "settlement.delivery",
    "settlement.synthetic",
    "settlement.roster",
    "settlement.duplicates",
    "settlement.imports",
    "settlement.custody",
    "settlement.listpages",
    "settlement.notices",
    "settlement",
    "claims.filing",
    "claims.optouts",
    "claims.eligibility",
    "claims.nearmisses",
    "claims.review",
    "claims.wizard",
    "claims.portal",
    "claims",
    "payouts.ledger",
    "payouts.allocation",
    "payouts.estimates",
    "payouts.bankfiles",
    "payouts.payments",
    "payouts.auditpack",
    "payouts.explanations",
    "payouts.residual",
    "payouts.reports",
    "payouts.demo",
    "payouts",
    "benchmarks",
]
# Modules of these names know no framework: they can be read, tested and trusted alone.
PURE = {
    "calendar",
    "composition",
    "contents",
    "domains",
    "expressions",
    "filling",
    "likeness",
    "measures",
    "nacha",
    "normalise",
    "parse",
    "parts",
    "plan",
    "projection",
    "ranking",
    "rounding",
    "rules",
    "schema",
    "scenario",
    "serving",
    "shares",
    "slips",
    "steps",
    "tranche",
    "variants",
    "weights",
}


def test_imports_flow_one_way() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, target in all_imports()
        if place(target) > place(module)
    ]

    assert wrong == []


def test_pure_modules_know_no_framework() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, target in all_imports()
        if module.split(".")[-1] in PURE and target.split(".")[0] in {"django", "celery", "redis"}
    ]

    assert wrong == []


def test_a_cursor_is_opened_in_one_place() -> None:
    opened = [
        str(path.relative_to(HOUSE))
        for path in all_files()
        if "connection.cursor(" in path.read_text() and "migrations" not in path.parts
    ]

    assert opened == ["settlement/sql.py"]


def all_files() -> Iterator[Path]:
    for top in ("settlement", "claims", "payouts", "benchmarks"):
        yield from sorted((HOUSE / top).rglob("*.py"))


def all_imports() -> Iterator[tuple[str, str]]:
    for path in all_files():
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                yield from ((module, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)


def place(module: str) -> int:
    """The room's position in ROOMS; -1 for anything from outside the project."""
    inside = (room for room in ROOMS if f"{module}.".startswith(f"{room}."))
    return next(map(ROOMS.index, inside), -1)
