"""All claims verified against the class list, decisions written, through Celery.

The reference is one bare SQL join that looks up the same identifiers of the same claims in the
same indexes, and writes which member each leads to: no rule, no rival, no verdict, no event. It is
one statement in one session, in the faster of two ways: as the planner likes, and key by key in
the keys' order. It runs warm, as ours does, once before and once after.
"""

from functools import partial
from statistics import mean, median

from django.db import transaction
from django.utils import timezone

from benchmarks import fill, quiet, workers
from benchmarks.report import Report, Row, seconds
from claims.eligibility import services
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.work.models import Job, JobStatus
from settlement.work.tasks import ring

AIM = 2.0
SINGLE = 50  # claims verified one by one
FILE_ANEW = """
    UPDATE claims_claim SET status = 'filed', rule = '', queue = '', member_no = NULL,
                            verified_at = NULL WHERE id = %(claim_id)s
"""

MAKE_REFERENCE = """
    CREATE TABLE bench_found (claim_id bigint NOT NULL, member_no integer NOT NULL,
                              by_name boolean NOT NULL)
"""
EMPTY_REFERENCE = "TRUNCATE bench_found"
_BRANCH = """
    SELECT c.id, m.member_no, m.name_key = c.name_key
      FROM (SELECT id, name_key, {key}{more} FROM claims_claim
             WHERE settlement_id = %(case)s AND {key} IS NOT NULL ORDER BY {key}) c
      JOIN settlement_classmember m ON m.settlement_id = %(case)s AND m.{key} = c.{key}{and_more}
"""
JOIN = "INSERT INTO bench_found" + " UNION ALL ".join(
    _BRANCH.format(key=key, more=more, and_more=and_more)
    for key, more, and_more in (
        ("notice_key", ", code_key", " AND m.code_key = c.code_key"),
        ("email_key", "", ""),
        ("phone_key", "", ""),
    )
)
# What whoever knows the tables sets for such a statement: memory to sort in, and how to join.
MEMORY = "SET LOCAL work_mem = '256MB'"
BY_KEY = """
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_seqscan = off;
"""
WAYS = {"as the planner likes": "", "key by key, in order": BY_KEY}


def run(*, members: int = 1_000_000, claims: int = 200_000) -> Report:
    settlement = fill.case(members=members, claims=claims, status="filed")
    return Report(
        "verification", {"members": members, "claims": claims}, measure(settlement, claims)
    )


def measure(settlement: Settlement, claims: int) -> list[Row]:
    """Verify all filed claims of a case, as many as that; nothing else runs meanwhile."""
    sql.run(MAKE_REFERENCE)
    quiet.settle()
    _join(settlement, BY_KEY)  # so that nothing measured finds the indexes cold
    before = {way: _join(settlement, setting) for way, setting in WAYS.items()}
    way = min(before, key=lambda each: before[each])
    with workers.working():
        ours = seconds(lambda: verify(settlement))
    reference = mean((before[way], _join(settlement, WAYS[way])))
    return [
        Row("all claims verified, decisions written", ours, "s", reference, AIM),
        *(Row(f"the bare join {each}, before", took, "s") for each, took in before.items()),
        Row("rate", claims / ours, "claims/s"),
        Row("one claim verified by itself, median", _one(settlement), "ms"),
        Row("claims approved", _approved(settlement), "claims"),
    ]


def _join(settlement: Settlement, setting: str) -> float:
    """How long the bare join takes, with what it wrote committed."""
    sql.run(EMPTY_REFERENCE)

    def join() -> None:
        with transaction.atomic():
            sql.run(MEMORY)
            if setting:
                sql.run(setting)
            sql.run(JOIN, case=settlement.pk)

    return seconds(join)


def _one(settlement: Settlement) -> float:
    """How long the verification of one claim takes in its worker, in milliseconds."""
    claims = [*Claim.objects.filter(settlement=settlement).order_by("public_id")[:SINGLE]]
    by = User.objects.service("benchmark")
    took = []
    for claim in claims:
        sql.run(FILE_ANEW, claim_id=claim.pk)
        now = timezone.now()
        took.append(seconds(partial(services.verify_one, claim=claim, by=by, now=now)))
    return 1_000 * median(took)


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
