"""Write what a linkage model says of a case's pairs, for its owner's eyes alone."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from claims.nearmisses import statements
from claims.nearmisses.linkage import score_pairs, words
from claims.nearmisses.pairs import COLUMNS, pairs_of
from settlement import csvfile
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.roster.in_use import NoListInUse
from settlement.roster.models import RosterImport
from settlement.terms.models import Settlement

PURPOSE = "to export near misses with a linkage model's weights"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. pairs: of a claim and a member."""

    candidates: Path
    waterfall: Path
    pairs: int


def export_links(*, settlement: Settlement, folder: Path, by: User) -> Exported:
    """Open the pairs of a case's residue, score them, and write candidates and waterfall.

    The files name claims and members by number and hold no detail of either. It is recorded that
    `by` exported them; each claim's and member's opening is recorded besides.
    raises: NoListInUse
    """
    class_list = statements.list_of(settlement_id=settlement.pk).class_list
    if class_list is None:
        raise NoListInUse
    audit.record(
        kind="claims.linked",
        entity="settlement",
        ref=settlement.slug,
        by=by,
        settlement_id=settlement.pk,
        why=PURPOSE,
    )
    claims, members = pairs_of(settlement, purpose=PURPOSE)
    listed = RosterImport.objects.get(pk=class_list).loaded
    scored = score_pairs(claims, members, listed=listed) if len(claims) else None
    return _written(folder, scored)


def _written(folder: Path, scored: pa.Table | None) -> Exported:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = scored.sort_by([("match_weight", "descending")]).to_pylist() if scored else []
    exported = Exported(folder / "candidates.csv", folder / "waterfall.csv", len(lines))
    _write(
        exported.candidates,
        ("claim", "member_no", "match_weight", "match_probability"),
        (
            (
                line["unique_id_l"],
                line["unique_id_r"],
                f"{line['match_weight']:.2f}",
                f"{line['match_probability']:.6f}",
            )
            for line in lines
        ),
    )
    levels = {field: words(field) for field in COLUMNS}
    _write(
        exported.waterfall,
        ("claim", "member_no", "field", "compared", "bits"),
        (
            (
                line["unique_id_l"],
                line["unique_id_r"],
                str(field),
                levels[field][line[f"gamma_{column}"]],
                f"{line[f'mw_{column}']:.2f}",
            )
            for line in lines
            for field, column in COLUMNS.items()
        ),
    )
    return exported


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV file that its owner alone may read, also where a file of this name lies already."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    with open(handle, "w", newline="", encoding="utf-8") as file:
        csvfile.write(file, header=header, rows=rows)
