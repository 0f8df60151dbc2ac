"""Runs in tests, their packs in folders, and verify.py as a court would run it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from claims.filing.models import Claim
from claims.filing.numbers import new_number
from payouts.allocation.models import Run
from payouts.auditpack import folder, packing, services
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.allocation import plans, running


def case(**plan: Any) -> Settlement:
    """The small case with another fund and plan; see tests.payouts.allocation.plans.text."""
    return make.settlement(text=plans.text(**plan))


def claim(settlement: Settlement, *, answers: Mapping[str, object] | None = None) -> Claim:
    """An approved claim under a number as people get them."""
    given = {"created_in_illinois": False} if answers is None else answers
    return running.approved(settlement, given, number=new_number())


def written(run: Run, out: Path) -> Path:
    """The run's pack in a folder."""
    fresh = Run.objects.select_related("settlement", "terms_version").get(pk=run.pk)
    folder.write(out, packing.files_of(fresh, services.plant(fresh)))
    return out


def verified(*arguments: object, status: int = 0) -> str:
    """What a copy of verify.py says, run alone: no site, no path, nothing of ours to import."""
    pack = Path(str(arguments[0])) if arguments else Path()
    program = pack / "verify.py" if pack.is_dir() else packing.VERIFIER
    command = [sys.executable, "-I", "-S", str(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stderr == ""
    assert done.returncode == status, done.stdout
    return done.stdout


def manifest(pack: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((pack / "manifest.json").read_text())
    return read
