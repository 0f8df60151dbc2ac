"""All claims verified against the class list, decisions written, through Celery.

The reference is one bare SQL join that looks up the same identifiers of the same claims in the
same indexes, and writes which member each leads to: no rule, no rival, no verdict, no event.
"""

from benchmarks import fill, workers
from benchmarks.report import Report, Row, median, seconds
from claims.eligibility import services
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.work.models import Job, JobStatus
from settlement.work.tasks import ring

AIM = 2.0
TIMES = 3

MAKE_REFERENCE = """
    CREATE TABLE bench_found (claim_id bigint NOT NULL, member_no integer NOT NULL,
                              flags integer NOT NULL, by_name boolean NOT NULL)
"""
EMPTY_REFERENCE = "TRUNCATE bench_found"
JOIN = """
    INSERT INTO bench_found
    SELECT c.id, m.member_no, m.flags, m.name_key = c.name_key
      FROM claims_claim c
      JOIN settlement_classmember m ON m.settlement_id = %(case)s AND m.notice_key = c.notice_key
                                   AND m.code_key = c.code_key
     WHERE c.settlement_id = %(case)s
     UNION ALL
    SELECT c.id, m.member_no, m.flags, m.name_key = c.name_key
      FROM claims_claim c
      JOIN settlement_classmember m ON m.settlement_id = %(case)s AND m.email_key = c.email_key
     WHERE c.settlement_id = %(case)s
     UNION ALL
    SELECT c.id, m.member_no, m.flags, m.name_key = c.name_key
      FROM claims_claim c
      JOIN settlement_classmember m ON m.settlement_id = %(case)s AND m.phone_key = c.phone_key
     WHERE c.settlement_id = %(case)s
"""


def run(*, members: int = 1_000_000, claims: int = 200_000) -> Report:
    settlement = fill.case(members=members, claims=claims, status="filed")
    return Report(
        "verification", {"members": members, "claims": claims}, measure(settlement, claims)
    )


def measure(settlement: Settlement, claims: int) -> list[Row]:
    """Verify all filed claims of a case, as many as that; nothing else runs meanwhile."""
    sql.run(MAKE_REFERENCE)
    reference = median(
        TIMES,
        lambda: sql.run(JOIN, case=settlement.pk),
        before=lambda: sql.run(EMPTY_REFERENCE),
    )
    with workers.working():
        ours = seconds(lambda: verify(settlement))
    return [
        Row("all claims verified, decisions written", ours, "s", reference, AIM),
        Row("rate", claims / ours, "claims/s"),
        Row("claims approved", _approved(settlement), "claims"),
    ]


def verify(settlement: Settlement) -> None:
    """Open the verification, ring, and wait until its last job is done."""
    by = User.objects.service("benchmark")
    job = services.open_verification(settlement=settlement, by=by)
    ring(job_id=job.pk)
    workers.wait_until(lambda: _done(job), what="the verification")


def _done(job: Job) -> bool:
    following = services.successor(job)
    return following is not None and following.status == JobStatus.DONE


def _approved(settlement: Settlement) -> int:
    standings = services.standings(settlement)
    return sum(each.claims for each in standings if each.status == "approved")
