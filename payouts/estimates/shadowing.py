"""Shadow runs: the real claims divided under another settlement file. They can never pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from math import floor
from typing import Any

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled

from claims.filing.models import ClaimStatus
from payouts.allocation.figures import figures
from payouts.allocation.freezing import bits_that_matter, unpacked
from payouts.allocation.models import Measure, Run, RunKind, RunStatus
from payouts.allocation.plan import Division, divide
from payouts.estimates import statements
from payouts.estimates.comparison import Plan, Then, cents_by_key, compared, sorted_by_both
from payouts.estimates.fitting import check_fits
from payouts.estimates.models import ShadowRun
from payouts.estimates.statements import Look
from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.sealed import canonical
from settlement.terms.models import Settlement
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of_version, version_of

APPROVED = (ClaimStatus.APPROVED,)
UNDECIDED = (ClaimStatus.FILED, ClaimStatus.IN_REVIEW, ClaimStatus.DEFICIENT)

PATIENCE = "SELECT set_config('statement_timeout', %(patience)s, true)"


class TooLong(Refusal):
    """The claims are more than can be counted while somebody waits for a page."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came out, before it is kept."""

    claims: int
    figures: Mapping[str, Any]
    comparison: Mapping[str, Any]


@transaction.atomic
def shadow_run(
    *,
    settlement: Settlement,
    text: str,
    file_name: str,
    why: str,
    undecided: bool,
    by: User,
    patience: str = "0",
) -> ShadowRun:
    """Divide the real claims under another settlement file, compare with the latest run, keep it.

    undecided: claims that nobody has decided yet count as approved
    patience:  how long PostgreSQL may take for a statement; "0" is for ever
    raises: SettlementFileRefused with all faults, PlanUnfit, PlanRefused, TooLong; nothing is kept
    """
    version = version_of(settlement)
    terms = parse_terms(text, file_name=file_name)
    check_fits(terms_of_version(version), terms)
    if not why.strip():
        raise Refusal("Say why this plan is tried.")
    sql.value(PATIENCE, patience=patience)
    tried = _tried(settlement, terms_of_version(version), terms, undecided=undecided)
    kept = ShadowRun.objects.create(
        settlement=settlement,
        terms_version=version,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        why=why.strip(),
        undecided=undecided,
        claims=tried.claims,
        figures=tried.figures,
        comparison=tried.comparison,
        made_by=by,
    )
    audit.record(
        kind="shadowrun.made",
        entity="shadowrun",
        ref=kept.audit_ref,
        by=by,
        settlement_id=settlement.pk,
        why=kept.why,
        data={"sha256": kept.sha256, "claims": kept.claims, "undecided": undecided},
    )
    return kept


def _tried(settlement: Settlement, in_force: Terms, terms: Terms, *, undecided: bool) -> Tried:
    run = latest_run(settlement)
    before = Plan(terms_of_version(run.terms_version) if run else in_force)
    after = Plan(terms)
    lines = _counted(settlement, before.terms, after.terms, undecided=undecided)
    pairs = sorted_by_both(lines, before, after, unpack=partial(unpacked, terms=in_force))
    keys, groups = after.groups()
    division = divide(terms, groups)
    now = Then(None, cents_by_key(keys, division), division.net_cents, floor(division.paid))
    then = _of_run(run) if run else _of_plan(before)
    return Tried(
        claims=pairs.total(),
        figures=figures(division),
        comparison=compared(pairs, then, now, before, after),
    )


def latest_run(settlement: Settlement) -> Run | None:
    """The latest run of the first distribution that came to an end."""
    return (
        Run.objects.select_related("terms_version")
        .defer("terms_version__text")
        .filter(
            settlement=settlement,
            kind=RunKind.FIRST,
            status__in=[RunStatus.CLOSED, RunStatus.APPROVED],
        )
        .order_by("number")
        .last()
    )


def _counted(
    settlement: Settlement, then: Terms, now: Terms, *, undecided: bool
) -> list[tuple[str, int]]:
    statuses = (*APPROVED, *UNDECIDED) if undecided else APPROVED
    try:
        return statements.count_claims(
            _look(then, now), settlement_id=settlement.pk, statuses=statuses
        )
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TooLong(
            "There are more claims than can be counted while a page waits. Nothing was kept. Use"
            f" the command: shadow_run {settlement.slug} FILE.toml"
        ) from error


def _look(then: Terms, now: Terms) -> Look:
    """What of the claims either plan reads."""
    read = then.read_by_plan | now.read_by_plan
    return Look(
        flags=bits_that_matter(then) | bits_that_matter(now),
        paper="paper" in read,
        unread=tuple(each.key for each in now.questions if each.key not in read),
    )


def _of_run(run: Run) -> Then:
    rows = Measure.objects.filter(run=run).values_list("answers", "cents").iterator()
    return Then(
        run=run.number,
        cents={canonical(answers): cents for answers, cents in rows},
        net_cents=run.net_cents or 0,
        paid_cents=run.awarded_cents or 0,
    )


def _of_plan(plan: Plan) -> Then:
    """What the file in force gives the same claims; nothing where it refuses."""
    keys, groups = plan.groups()
    try:
        division: Division = divide(plan.terms, groups)
    except Refusal:
        return Then(None, {}, plan.terms.net_cents, 0)
    return Then(None, cents_by_key(keys, division), division.net_cents, floor(division.paid))
