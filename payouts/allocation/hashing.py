"""The hash of what a run froze; docs/algorithms/allocation.md states the text.

It is asked of the tables, not of what the plan was given, so it is of what stands there. It is
taken while the awards are written: both read what is frozen and neither reads the other.
"""

import json
from collections.abc import Iterator
from hashlib import sha256

from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.allocation.statements import ROOM_TO_WORK
from settlement import sql
from settlement.sealed import canonical
from settlement.work.models import Job

# In pieces: the text of all claims would be hundreds of megabytes in one value. By COPY, which
# hands out one piece after the other and, unlike a cursor, lets several processes sort. What a
# measure says of itself comes with its first piece.
LINES = """
    COPY (
    SELECT measure, string_agg(claim_number, E'\n' ORDER BY claim_number),
           CASE WHEN piece = 0 THEN
               (SELECT jsonb_build_array(m.claims, m.answers, m.counted) FROM payouts_measure m
                 WHERE m.run_id = %(run_id)s AND m.number = measure) END
      FROM (SELECT measure, claim_number,
                   (row_number() OVER (PARTITION BY measure ORDER BY claim_number) - 1) / 8192
                       AS piece
              FROM payouts_snapshot WHERE run_id = %(run_id)s) placed
     GROUP BY measure, piece ORDER BY measure, piece
    ) TO STDOUT
"""


def take_hash(run: Run, *, job_id: int) -> None:
    """Write the hash of a frozen run, whose job this is. Needs a transaction."""
    digest = snapshot_sha256(run)
    Job.objects.select_for_update().get(pk=job_id)  # before its run, as everywhere
    Run.objects.filter(pk=run.pk, status=RunStatus.FROZEN).update(snapshot_sha256=digest)


def snapshot_sha256(run: Run) -> str:
    """The SHA-256 of the frozen claims and measures. Needs a transaction; never more than one
    piece is in memory."""
    digest = sha256(_head(run))
    for piece in _lines(run):
        digest.update(piece)
    return digest.hexdigest()


def _head(run: Run) -> bytes:
    return (
        f"prorata snapshot {2 if _is_later(run) else 1}\nsettlement\t{run.settlement.slug}\n"
        f"terms\t{run.terms_version.sha256}\ndistribution\t{run.distribution}\n"
    ).encode()


def _lines(run: Run) -> Iterator[bytes]:
    sql.run(ROOM_TO_WORK)
    with sql.copy_out(LINES, run_id=run.pk) as copy:
        for number, claim_numbers, measure in copy.rows():
            if measure is not None:
                yield _measure_line(run, number, measure)
            yield f"{claim_numbers}\n".encode()


def _measure_line(run: Run, number: str, measure: str) -> bytes:
    claims, answers, counted = json.loads(measure)
    line = f"measure\t{number}\t{claims}\t".encode() + canonical(answers)
    return line + (b"\t" + canonical(counted) if _is_later(run) else b"") + b"\n"


def _is_later(run: Run) -> bool:
    return run.kind != RunKind.FIRST
