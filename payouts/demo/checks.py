"""What must hold in the end. Each check is a sentence, whether it holds, and the figures."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.filing.models import Claim, ClaimStatus
from payouts.allocation.models import Run
from payouts.bankfiles import checks as check_files
from payouts.bankfiles import nacha_reader
from payouts.bankfiles.totals import Totals
from payouts.demo.claimants import Truth
from payouts.demo.ground import demo_user
from payouts.payments.models import Batch, Payment
from payouts.reports import invariants, parity
from settlement import sql
from settlement.money import shown
from settlement.synthetic.synthetic_claims import Kind
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

MOST_QUEUED = 0.10  # of the claims, before anybody reviews
NEVER = frozenset({Kind.OUTSIDER, Kind.DUPLICATE, Kind.UNGUARDED})
EXACT = frozenset({Kind.EXACT, Kind.MINOR})
READERS = {"ach": nacha_reader.totals, "check": check_files.totals}

AWARDED = """
    SELECT count(*) FILTER (WHERE cents > 0), coalesce(sum(cents), 0)::bigint
      FROM payouts_award WHERE run_id = %(run_id)s
"""


@dataclass(frozen=True, slots=True)
class Check:
    promise: str
    holds: bool
    figures: str


@dataclass(frozen=True, slots=True)
class Filed:
    """The claims of the demo: their truth and their claim number, by n, and what verification
    alone made of each, by claim number."""

    truths: Mapping[str, Truth]
    numbers: Mapping[str, str]
    verified: Mapping[str, str]

    def numbers_of(self, kinds: frozenset[Kind]) -> set[str]:
        """The claim numbers of these kinds, without claims that were lost on the way."""
        of_kinds = {n for n, truth in self.truths.items() if truth.kind in kinds}
        return {number for n, number in self.numbers.items() if n in of_kinds}

    def queued(self) -> int:
        return sum(status == ClaimStatus.IN_REVIEW for status in self.verified.values())


def statuses(settlement: Settlement) -> dict[str, str]:
    """How each claim stands now, by its number."""
    return dict(Claim.objects.filter(settlement=settlement).values_list("number", "status"))


def claims_checks(settlement: Settlement, filed: Filed) -> Iterator[Check]:
    """What must hold of the claims."""
    now = statuses(settlement)
    there = now.keys() & {*filed.numbers.values()}
    yield Check(
        "Every claim sent in was filed",
        len(there) == len(filed.truths),
        f"{len(there):,} of {len(filed.truths):,}",
    )
    exact = filed.numbers_of(EXACT)
    alone = {n for n in exact if filed.verified.get(n) == ClaimStatus.APPROVED}
    yield Check(
        "Every exact claim was approved without a person",
        alone == exact,
        f"{len(alone):,} of {len(exact):,}",
    )
    share = filed.queued() / max(1, len(filed.verified))
    yield Check(
        "At most 10 % of the claims waited for a person",
        share <= MOST_QUEUED,
        f"{filed.queued():,}, {share:.1%}",
    )
    wrong = [n for n in filed.numbers_of(NEVER) if now.get(n) == ClaimStatus.APPROVED]
    yield Check(
        "No outsider, second duplicate or unguarded minor is approved",
        not wrong,
        f"{len(wrong)} of {len(filed.numbers_of(NEVER)):,}",
    )


def money_checks(
    settlement: Settlement, run: Run, batches: Sequence[Batch], files: Mapping[int, Path]
) -> Iterator[Check]:
    """What must hold of the money, each figure from where it stands for itself.

    files: the exported file of each batch, by the batch's key
    """
    net = terms_of(settlement).net_cents
    count, awarded = sql.row(AWARDED, run_id=run.pk)
    residual = run.residual_cents or 0
    yield Check(
        "Awards and residual are the net fund",
        awarded + residual == net,
        f"{shown(awarded)} + {shown(residual)} = {shown(net)}",
    )
    payments = Payment.objects.filter(run=run).values_list("amount_cents", flat=True)
    yield Check(
        "The payments are the awards",
        (len(payments), sum(payments)) == (count, awarded),
        f"{len(payments):,} for {count:,}, {shown(sum(payments))}",
    )
    read = [READERS[batch.method](files[batch.pk].read_bytes()) for batch in batches]
    told = Totals(sum(each.count for each in read), sum(each.cents for each in read))
    yield Check(
        "The files' control totals are the payments",
        told == Totals(len(payments), sum(payments)),
        f"{told.count:,} in {len(read)} files, {shown(told.cents)}",
    )
    compared = parity.compared(settlement, by=demo_user())
    yield Check(
        "Ledger, awards, payments and files agree",
        compared.agrees,
        f"{compared.entries} entries, {len(compared.differences)} differences",
    )


def invariants_checks() -> Iterator[Check]:
    """What an auditor asks of the views, all of docs/invariants.sql."""
    broken = {name: rows for name, rows in invariants.broken().items() if rows}
    yield Check(
        "Nothing is that must never be (docs/invariants.sql)",
        not broken,
        ", ".join(broken) or f"{len(invariants.queries())} questions, no row",
    )


def pack_checks(pack: Path) -> Iterator[Check]:
    """What the program in an audit pack says of it, which shares no code with the site."""
    told = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", "-S", pack / "verify.py", pack],
        capture_output=True,
        text=True,
        check=False,
    )
    yield Check(
        "Computed again from the audit pack alone, every award is the same",
        told.returncode == 0,
        (told.stdout or told.stderr).partition("\n")[0],
    )
