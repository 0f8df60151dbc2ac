"""The audit pack of a run and verify.py, each a process of its own, with its peak memory.

The reference of the pack is one COPY of the same claims to a CSV file; that of the check is the
SHA-256 of the same files by `sha256sum`, which computes nothing again. Both are far less work.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import allocation, costs, fill, workers
from benchmarks.report import Report, Row, seconds
from payouts.allocation.models import Run
from payouts.auditpack import services, statements
from settlement import sql
from settlement.accounts.models import User

MOST_SECONDS, MOST_MIB = 60, 1024
MIB = 2**20


def run(*, members: int = 2_800_000, claims: int = 1_400_000) -> Report:
    settlement = fill.case(members=members, claims=claims, status="approved")
    with workers.working():
        made = allocation.close(settlement, User.objects.service("benchmark"))
    sql.run("VACUUM ANALYZE payouts_award, payouts_snapshot")
    report = Report("auditpack", {"members": members, "claims": claims})
    report.rows.append(Row("root made", seconds(lambda: services.plant(made)), "s"))
    with tempfile.TemporaryDirectory() as folder:
        report.rows += _measured(made, Path(folder))
    return report


def _measured(made: Run, folder: Path) -> list[Row]:
    out = folder / "pack"
    packed = costs.manage("audit_pack", made.settlement.slug, made.number, "--out", out)
    copied = seconds(lambda: _copy(made, folder / "claims.csv"))
    checked = costs.program(
        "verify.py", [sys.executable, "-I", "-S", str(out / "verify.py"), str(out)]
    )
    summed = costs.program("sha256sum", ["sha256sum", *map(str, out.iterdir())])
    tree, claim = services.plant(made), _some_claim(made)
    proof = seconds(lambda: services.proof_of(tree, claim=claim))
    return [
        Row("pack written", packed.seconds, "s", copied, most=MOST_SECONDS),
        Row("pack, peak memory", packed.peak / MIB, "MiB", most=MOST_MIB),
        Row("verify.py says equal", checked.seconds, "s", summed.seconds, most=MOST_SECONDS),
        Row("verify.py, peak memory", checked.peak / MIB, "MiB", most=MOST_MIB),
        Row("one proof", 1000 * proof, "ms"),
        Row("pack's size", sum(path.stat().st_size for path in out.iterdir()) / MIB, "MiB"),
    ]


def _copy(made: Run, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(statements.claims_csv(run_id=made.pk))


def _some_claim(made: Run) -> str:
    middle = (
        "SELECT claim_number FROM payouts_snapshot WHERE run_id = %(run_id)s"
        " OFFSET %(half)s LIMIT 1"
    )
    return str(sql.value(middle, run_id=made.pk, half=(made.claims or 0) // 2))
