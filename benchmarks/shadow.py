"""A shadow run: another plan over all approved claims, compared with the latest run.

The reference is the bare GROUP BY of the same claims by the class list's flag and their answers.
"""

from django.utils import timezone

from benchmarks import fill
from benchmarks.report import Report, Row, median
from payouts.estimates import counting
from payouts.estimates.shadowing import shadow_run
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.terms.services import version_of

AIM, MOST = 3.0, 10.0  # times the reference; seconds, for 1.4 million claims
TIMES = 3

COUNTED = """
    SELECT m.flags & 3, c.answers, count(*)
      FROM claims_claim c
      JOIN settlement_classmember m
             ON m.settlement_id = %(case)s AND m.member_no = c.member_no
     WHERE c.settlement_id = %(case)s AND c.status = 'approved'
     GROUP BY 1, 2
"""


def run(*, members: int = 2_800_000, claims: int = 1_400_000) -> Report:
    settlement = fill.case(members=members, claims=claims, status="approved")
    ours = median(TIMES, lambda: _try(settlement), before=lambda: None)
    reference = median(TIMES, lambda: sql.rows(COUNTED, case=settlement.pk), before=lambda: None)
    tally = counting.count_claims(settlement=settlement, now=timezone.now())
    report = Report("shadow", {"members": members, "claims": claims})
    report.rows += [
        Row("a shadow run", ours, "s", reference, AIM, most=MOST),
        Row("rate", claims / ours, "claims/s"),
        Row("claims counted for estimates", tally.took_ms / 1000, "s", reference),
    ]
    return report


def _try(settlement: Settlement) -> None:
    text = version_of(settlement).text.replace(
        "6 if created_in_illinois", "3 if created_in_illinois"
    )
    shadow_run(
        settlement=settlement,
        text=text,
        file_name="three.toml",
        why="Three shares instead of six.",
        undecided=False,
        by=User.objects.service("benchmark"),
    )
