"""The files of a run's audit pack, one after the other, as bytes that come in pieces.

The same run gives the same bytes. Nothing in them tells who a claimant is: claims stand by their
numbers, and of their answers there is only what the plan measures them by.
"""

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from payouts.allocation.models import Run, RunKind
from payouts.auditpack import statements
from payouts.auditpack.models import AwardTree
from payouts.auditpack.readme import readme
from settlement.money import cents_of
from settlement.sealed import canonical
from settlement.settings import BASE_DIR
from settlement.terms.services import terms_of_version

FORMAT = "prorata audit pack 1"
VERIFIER = Path(__file__).with_name("verify.py")
MEASURE_COLUMNS = ("measure", "claims", "cents", "reason", "answers", "counted")
PIECE = 1 << 16  # bytes


@dataclass
class Listed:
    """What the manifest says of each file; filled while they are read."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def reading(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Hand on a file's bytes, in larger pieces, and note its size and hash at the end."""
        digest, size = sha256(), 0
        for piece in _gathered(pieces):
            digest.update(piece)
            size += len(piece)
            yield piece
        self.files[name] = {"sha256": digest.hexdigest(), "bytes": size}


def files_of(run: Run, tree: AwardTree) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file's name and bytes, in the order in which they must be read, the manifest last.

    run: computed, with its settlement and terms version
    """
    with transaction.atomic():
        statements.make_room()
        listed = Listed()
        for name, pieces in _contents(run, tree).items():
            yield name, listed.reading(name, pieces)
        manifest = _json(_manifest(run, tree) | {"files": listed.files})
        yield "manifest.json", iter([manifest])


def _contents(run: Run, tree: AwardTree) -> dict[str, Iterable[bytes]]:
    """All files but the manifest."""
    return {
        "README.txt": [readme(run, tree).encode()],
        "verify.py": [VERIFIER.read_bytes()],
        "settlement.toml": [run.terms_version.text.encode()],
        "measures.csv": measures_csv(statements.measures(run_id=run.pk)),
        "schedule.csv": statements.shares_csv(run_id=run.pk),
        "claims.csv": statements.claims_csv(run_id=run.pk),
        "figures.json": [_json({"figures": run.figures, "sums": _sums(run)})],
    }


def measures_csv(measures: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """measures.csv; answers and what counts against a claim are JSON in its canonical form."""
    yield f"{','.join(MEASURE_COLUMNS)}\n".encode()
    for number, claims, cents, reason, answers, counted in measures:
        line = io.StringIO()
        texts = (canonical(answers).decode(), canonical(counted).decode())
        csv.writer(line, lineterminator="\n").writerow((number, claims, cents, reason, *texts))
        yield line.getvalue().encode()


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces put together: millions of lines are hashed and written some thousand a time."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _sums(run: Run) -> dict[str, int | None]:
    return {
        "claims": run.claims,
        "net_cents": run.net_cents,
        "awarded_cents": run.awarded_cents,
        "residual_cents": run.residual_cents,
        "reserve_cents": run.reserve_cents,
    }


def _manifest(run: Run, tree: AwardTree) -> dict[str, Any]:
    case = terms_of_version(run.terms_version).case
    return {
        "format": FORMAT,
        "case": {
            "slug": case.slug,
            "name": case.name,
            "court": case.court,
            "number": case.number,
        },
        "run": {
            "number": run.number,
            "id": str(run.public_id),
            "kind": run.kind,
            "distribution": run.distribution,
            "preliminary": run.preliminary,
            "frozen_at": run.frozen_at and run.frozen_at.isoformat(),
            "closed_at": run.closed_at and run.closed_at.isoformat(),
        },
        "terms": {"version": run.terms_version.number, "sha256": run.terms_version.sha256},
        "snapshot_sha256": run.snapshot_sha256,
        "later": _later(run),
        "tree": {
            "root": tree.root,
            "sum_cents": tree.sum_cents,
            "leaves": tree.leaves,
            "seed": bytes(tree.seed).hex(),
        },
        "software": {"name": "prorata", "version": version()},
    }


def _later(run: Run) -> dict[str, Any] | None:
    """What a later distribution divides, what a tranche's value may not exceed, and the cents that
    each fixed pool had awarded."""
    if run.kind == RunKind.FIRST:
        return None
    stated = run.figures.get("awarded", {})
    return {
        "fresh_cents": run.net_cents,
        "at_most": run.figures.get("at_most", {}),
        "awarded": {key: cents_of(amount) for key, amount in stated.items()},
    }


def version() -> str:
    """The software's version."""
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])
