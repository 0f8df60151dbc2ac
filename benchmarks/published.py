"""The published cases in full: funded, run through Celery, every award compared, packs checked.

There is no reference but what was published. Any difference ends the benchmark with an error.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from benchmarks import allocation, costs, workers
from benchmarks.bare import bare
from benchmarks.cases import CASES, Case, Fund
from benchmarks.report import Report, Row, seconds
from payouts.allocation import freezing, statements
from payouts.allocation.models import Run, RunStatus
from payouts.allocation.plan import divide
from payouts.ledger import services as ledger
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.money import dollars, shown
from settlement.terms import services as terms
from settlement.terms.models import Settlement

LARGEST = 2_000_000  # claims; cases that are larger are run when they are asked for

# What earlier cases left: every case is measured alone, and the disk is not filled by all.
EMPTY = "TRUNCATE claims_claim, payouts_award, payouts_snapshot CASCADE"
# No class list: what a claim answers counts. Those from Illinois lie scattered among the others.
CLAIMS = """
    INSERT INTO claims_claim
           (settlement_id, public_id, number, status, capacity, language, filer, paper, late, minor,
            received_at, version, answers, address_state, payment_method, payment_key,
            key_version, username_keys, name_key, member_no, rule, queue, verified_at)
    SELECT %(settlement_id)s, gen_random_uuid(),
           %(settlement_id)s || '-' || lpad(to_hex(n), 8, '0'), 'approved',
           'self', 'en', '', false, false, false, now(), 1,
           jsonb_build_object('created_in_illinois', n <= %(illinois)s),
           'IL', 'check', n, 1, '{}', n::int4, n, '', '', now()
      FROM generate_series(1::bigint, %(claims)s) n ORDER BY hashint8(n)
"""
UNLIKE = """
    SELECT count(*) FROM claims_claim c
      LEFT JOIN payouts_award a ON a.run_id = %(run_id)s AND a.claim_id = c.id
     WHERE c.settlement_id = %(settlement_id)s
       AND a.cents IS DISTINCT FROM
           CASE WHEN c.answers -> 'created_in_illinois' = 'true' THEN %(illinois)s
                ELSE %(nationwide)s END
"""


def run(*, claims: int = LARGEST, cases: Sequence[Case] = CASES) -> Report:
    """claims: leave out cases that have more"""
    taken = [case for case in cases if case.size <= claims]
    if not taken:
        raise Refusal(f"No published case has so few claims as {claims:,}.")
    report = Report("published", {"claims, the largest": max(case.size for case in taken)})
    with workers.working():
        for case in taken:
            settlement = _filed(case)
            for found in _tried(case, settlement):
                report.rows += found.rows
                report.wrong += found.wrong
    return report


@dataclass(frozen=True)
class Found:
    rows: list[Row]
    wrong: list[str]


def _filed(case: Case) -> Settlement:
    """The case under its first fund, with all claims approved and no other case's left."""
    sql.run(EMPTY)
    settlement = terms.adopt(
        text=case.text(case.funds[0]),
        file_name=f"{case.slug}.toml",
        by=_by(),
        now=timezone.now(),
    ).settlement
    with bare("claims_claim"):
        sql.run(
            CLAIMS,
            settlement_id=settlement.pk,
            claims=case.size,
            illinois=case.claims.get(True, 0),
        )
    sql.run("VACUUM ANALYZE claims_claim")
    return settlement


def _tried(case: Case, settlement: Settlement) -> Iterator[Found]:
    for fund in case.funds:
        _fund(case, fund, settlement)
        made, took = _timed(settlement)
        title = f"{case.title}, {shown(fund.net_cents)}"
        rows = [Row(f"{title}: a run over {case.size:,} claims", took, "s")]
        compared = _refused if fund.refused else _paid
        yield compared(title, fund, made, rows)


def _timed(settlement: Settlement) -> tuple[Run, float]:
    made: list[Run] = []
    took = seconds(lambda: made.append(allocation.compute(settlement, _by())))
    return made[0], took


def _fund(case: Case, fund: Fund, settlement: Settlement) -> None:
    """The file in force has this fund, and the bank confirms what it has not confirmed yet."""
    by, now = _by(), timezone.now()
    reason = f"The net fund is {dollars(fund.net_cents)}."
    text, name = case.text(fund), f"{case.slug}.toml"
    terms.adopt(text=text, file_name=name, by=by, now=now, reason=reason)
    ledger.confirm_funding(
        settlement=settlement,
        amount_cents=fund.net_cents - ledger.funded(settlement),
        bank_reference=reason,
        by=by,
        now=now,
    )


def _paid(title: str, fund: Fund, made: Run, rows: list[Row]) -> Found:
    """A run that pays: each claim's cents, what is left, and its audit pack."""
    wrong = [] if made.status == RunStatus.CLOSED else [f"{title}: the run is refused."]
    unlike = int(
        sql.value(
            UNLIKE,
            run_id=made.pk,
            settlement_id=made.settlement_id,
            nationwide=fund.cents[False],
            illinois=fund.cents.get(True),
        )
    )
    if unlike:
        wrong.append(f"{title}: {unlike:,} claims are not awarded what was published.")
    if made.residual_cents != fund.residual_cents:
        wrong.append(f"{title}: {made.residual_cents} cents are left, not {fund.residual_cents}.")
    rows.append(Row(f"{title}: claims awarded otherwise than published", unlike, "claims", most=0))
    return Found(rows + ([] if wrong else _packed(title, made)), wrong)


def _packed(title: str, made: Run) -> list[Row]:
    """raises: Refusal where verify.py finds a difference; it says which"""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pack"
        packed = costs.manage("audit_pack", made.settlement.slug, made.number, "--out", out)
        verify = [sys.executable, "-I", "-S", str(out / "verify.py"), str(out)]
        checked = costs.program("verify.py", verify)
    return [
        Row(f"{title}: audit pack written", packed.seconds, "s"),
        Row(f"{title}: verify.py says equal", checked.seconds, "s"),
    ]


def _refused(title: str, fund: Fund, made: Run, rows: list[Row]) -> Found:
    """A run that must be refused: why, and what an estimate over the same claims says instead."""
    wrong = []
    if made.status != RunStatus.REFUSED or fund.refused not in made.refusal:
        wrong.append(f"{title}: the run is {made.status}, not refused: {made.refusal}")
    estimated = _estimated(made)
    unlike = sum(
        claims for kind, (claims, cents) in estimated.items() if cents != fund.cents.get(kind)
    )
    if unlike or estimated.keys() != fund.cents.keys():
        wrong.append(f"{title}: the estimate is {estimated}, not {dict(fund.cents)}.")
    what = f"{title}: refused as it must be; claims estimated otherwise"
    return Found([*rows, Row(what, unlike, "claims", most=0)], wrong)


@transaction.atomic
def _estimated(made: Run) -> dict[bool, tuple[int, int]]:
    """From Illinois or not: how many claims, and what each is estimated at, in whole cents."""
    file = terms.terms_of_version(made.terms_version)
    measures = freezing.measures_of(file, run=made)
    statements.look_away()
    (tranche,) = divide(file, measures.groups, estimate=True).tranches.values()
    return {
        bool(answers["created_in_illinois"]): (
            group.claims,
            int(tranche.award(place) + Fraction(1, 2)),
        )
        for place, (answers, group) in enumerate(
            zip(measures.answers, measures.groups, strict=True)
        )
    }


def _by() -> User:
    return User.objects.service("benchmark")
