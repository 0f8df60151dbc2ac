"""PostgreSQL and Valkey themselves killed in the middle of long work, and started again: the same
bytes come out. Nobody helps: the workers, the beat and the keeper go on by themselves."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from benchmarks import fill
from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus
from payouts.auditpack import packing, statements
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms import services as terms
from settlement.terms.models import Settlement
from settlement.work.models import Job, JobStatus
from tests.restarts import gates
from tests.restarts.site import Site, running

MEMBERS, CLAIMS = 24_000, 12_000
FILED = 6_000
COMPUTED = (RunStatus.CLOSED, RunStatus.REFUSED)
OPEN_WORK = "SELECT EXISTS (SELECT FROM settlement_job WHERE status <> 'done')"
# Awards that PostgreSQL does not write into its log: a crash loses them.
KEEP_NO_AWARDS = "ALTER TABLE payouts_award SET UNLOGGED"
KEEP_AWARDS = "ALTER TABLE payouts_award SET LOGGED"
# Among claims that lead to a member each: some with another's notice, a wrong code, a wrong name.
MIX_UP = """
    UPDATE claims_claim c
       SET notice_key = CASE WHEN dice %% 5 = 0 THEN o.notice_key ELSE c.notice_key END,
           code_key = CASE WHEN dice %% 5 = 0 THEN o.code_key
                           WHEN dice %% 7 = 1 THEN 0 ELSE c.code_key END,
           email_key = CASE WHEN dice %% 10 = 0 THEN o.email_key ELSE c.email_key END,
           name_key = CASE WHEN dice %% 11 = 2 THEN 0 ELSE c.name_key END
      FROM (SELECT *, hashtext(split_part(number, '-', 2)) AS dice FROM claims_claim) o
     WHERE c.settlement_id = %(settlement_id)s AND o.settlement_id = c.settlement_id
       AND o.id = c.id + 3
"""
FILE = "UPDATE claims_claim SET status = 'filed' WHERE settlement_id = %(settlement_id)s"
# What verification wrote of each claim, without what names the case, the moment or the writing.
VERIFIED = """
    SELECT split_part(c.number, '-', 2), c.status, c.rule, c.queue, c.member_no, c.version,
           m.finding, m.member_no, m.sure, m.contradicts, m.compared::text,
           (SELECT jsonb_agg(jsonb_build_array(v.rule, v.outcome, v.member_no, v.compared)
                             ORDER BY v.id)::text FROM claims_verdict v WHERE v.claim_id = c.id),
           (SELECT jsonb_agg(jsonb_build_array(e.kind, e.from_status, e.to_status, e.why)
                             ORDER BY e.id)::text
              FROM settlement_event e WHERE e.entity = 'claim' AND e.ref = c.number)
      FROM claims_claim c JOIN claims_match m ON m.claim_id = c.id
     WHERE c.settlement_id = %(settlement_id)s ORDER BY c.number
"""
FILED_STILL = """
    SELECT NOT EXISTS (SELECT FROM claims_claim
                        WHERE settlement_id = %(settlement_id)s AND status = 'filed')
"""
slugs = (f"case-{number}" for number in count(1))


@pytest.fixture(scope="module")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    with running(os.environ) as made, django_db_blocker.unblock():
        gates.put_up()
        yield made


@pytest.fixture(scope="module")
def case(site: Site) -> Settlement:
    """Claims that were approved, and a plan with left-over cents."""
    made = fill.case(members=MEMBERS, claims=CLAIMS, status="approved", slug=next(slugs))
    text = terms.version_of(made).text
    terms.adopt(
        text=text.replace('rounding = "unit-down"', 'rounding = "largest-remainder"'),
        file_name="case.toml",
        by=User.objects.service("tests"),
        now=timezone.now(),
        reason="No cent is to be left over.",
    )
    return made


@pytest.fixture(scope="module")
def undisturbed(site: Site, case: Settlement) -> dict[str, object]:
    """What a run comes to that nobody disturbs: the control of all others."""
    return result(finished(site, case))


def test_postgresql_killed_anywhere_in_a_run_changes_no_byte(
    site: Site, case: Settlement, undisturbed: dict[str, object]
) -> None:
    disturbed = finished(
        site,
        case,
        freezing=site.cut_power,
        awarding=site.kill_postmaster,
        closing=lambda: site.kill_session(gates.waiting("closing")[0]),
    )

    assert result(disturbed) == undisturbed
    assert not sql.value(OPEN_WORK)


def test_a_broker_killed_anywhere_in_a_run_changes_no_byte(
    site: Site, case: Settlement, undisturbed: dict[str, object]
) -> None:
    """It comes again empty, so every bell that hung there is lost; the workers live through it."""
    kill, workers = site.kill_broker, site.process("worker-bulk")

    disturbed = finished(site, case, freezing=kill, awarding=kill, closing=kill)

    assert result(disturbed) == undisturbed
    assert site.process("worker-bulk") == workers
    assert not sql.value(OPEN_WORK)


def test_what_a_crash_does_lose_is_noticed(
    site: Site, case: Settlement, undisturbed: dict[str, object]
) -> None:
    """A control of the two above: awards that are kept carelessly do not survive the same."""
    sql.run(KEEP_NO_AWARDS)
    try:
        disturbed = finished(site, case, awarding=site.cut_power)
    finally:
        sql.run(KEEP_AWARDS)

    assert disturbed.status == RunStatus.REFUSED
    assert "do not agree, so nothing may be paid from it" in disturbed.refusal
    assert result(disturbed)["claims.csv"] != undisturbed["claims.csv"]


def test_claims_verified_while_both_are_killed_are_decided_the_same(site: Site) -> None:
    undisturbed = verified(site)

    def kill_both() -> None:
        site.kill_broker()
        site.cut_power()

    assert verified(site, matching=site.kill_broker, deciding=kill_both) == undisturbed
    assert len({rule for _number, _status, rule, *_more in undisturbed}) > 3
    assert not sql.value(OPEN_WORK)


def finished(site: Site, case: Settlement, **kills: Callable[[], None]) -> Run:
    """A run from open to closed, or refused, with a kill at each gate that is named."""
    by = User.objects.service("tests")
    with gates.shut(*kills):
        run = allocation.open_run(settlement=case, by=by, now=timezone.now())
        go_through(site, kills)
        ended = Run.objects.filter(pk=run.pk, status__in=COMPUTED)
        site.until(ended.exists, what="the run")
    run.refresh_from_db()
    return run


def go_through(site: Site, kills: dict[str, Callable[[], None]]) -> None:
    """Kill at each gate when a worker waits there, and let pass when one does again."""
    for gate, kill in kills.items():
        is_there = partial(gates.waiting, gate)
        site.until(is_there, what=f"a worker that is {gate}")
        kill()
        site.until(is_there, what=f"a worker that is {gate} again")
        gates.let_pass(gate)


def result(run: Run) -> dict[str, object]:
    """All that a run computed: its files in the audit pack, and what is said of it."""
    with transaction.atomic():
        files = {
            "measures.csv": packing.measures_csv(statements.measures(run_id=run.pk)),
            "schedule.csv": statements.shares_csv(run_id=run.pk),
            "claims.csv": statements.claims_csv(run_id=run.pk),
        }
        hashes = {name: sha256(b"".join(file)).hexdigest() for name, file in files.items()}
    events = Event.objects.filter(entity=run.ENTITY, ref=run.audit_ref).order_by("pk")
    return hashes | {
        "figures": run.figures,
        "snapshot": run.snapshot_sha256,
        "sums": (run.claims, run.net_cents, run.awarded_cents, run.residual_cents),
        "said": (run.status, run.refusal, [*events.values_list("kind", flat=True)]),
    }


def verified(site: Site, **kills: Callable[[], None]) -> list[tuple[object, ...]]:
    """What verification, which the beat begins, makes of the same claims in a case of their own."""
    with gates.shut(*kills):
        # Nothing is filed before all is mixed up, for the beat does not wait.
        case = fill.case(members=FILED * 2, claims=FILED, status="deficient", slug=next(slugs))
        sql.run(MIX_UP, settlement_id=case.pk)
        sql.run(FILE, settlement_id=case.pk)
        go_through(site, kills)
        site.until(
            lambda: sql.value(FILED_STILL, settlement_id=case.pk), what="the last claim's turn"
        )
        jobs = Job.objects.filter(settlement=case).exclude(status=JobStatus.DONE)
        site.until(lambda: not jobs.exists(), what="the end of the jobs")
    return sql.rows(VERIFIED, settlement_id=case.pk)
