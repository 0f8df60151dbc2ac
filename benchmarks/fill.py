"""A case of any size, written by SQL: the class list's hot rows and the claims, with known keys.

Keys here are numbers mixed from the member's number, not hashes of anybody's identifiers:
what is measured is the work on rows that have keys, whatever the keys were made from.
"""

from typing import LiteralString

from django.db import transaction
from django.utils import timezone

from settlement import sql
from settlement.accounts.models import User
from settlement.roster.partitions import ClassList
from settlement.settings import BASE_DIR
from settlement.terms import services as terms
from settlement.terms.models import Settlement

WEIGHTED = 63  # one member in so many has the flag; odd, for claims may be of every other member

MEMBERS: LiteralString = """
    INSERT INTO {members}
           (settlement_id, member_no, name_key, flags, state,
            notice_key, code_key, email_key, phone_key, username_key, ref_key)
    SELECT {case}, n, hashint4(n::int), CASE WHEN n %% %(weighted)s = 0 THEN 2 ELSE 1 END, 14,
           hashint8extended(n, 1), hashint8extended(n, 2), hashint8extended(n, 3),
           hashint8extended(n, 4), hashint8extended(n, 5), hashint8extended(n, 6)
      FROM generate_series(1::bigint, %(members)s) n
"""

# Every claim is of another member, in an order that has nothing to do with the list's; half bring
# the code of their notice, all an e-mail address and a phone number.
CLAIMS = """
    INSERT INTO claims_claim
           (settlement_id, public_id, number, status, capacity, language, filer, paper, late, minor,
            received_at, version, answers, address_state, payment_method, payment_key,
            username_keys, name_key, notice_key, code_key, email_key, phone_key,
            member_no, rule, queue, verified_at)
    SELECT %(settlement_id)s, gen_random_uuid(), 'B' || lpad(to_hex(n), 8, '0'), %(status)s,
           'self', 'en', '', false, false, false, now(), 1,
           CASE WHEN m %% %(weighted)s = 0 THEN '{"created_in_illinois": true}'::jsonb
                ELSE '{"created_in_illinois": false}'::jsonb END,
           'IL', 'check', hashint8extended(m, 7), '{}', hashint4(m::int),
           CASE WHEN n %% 2 = 0 THEN hashint8extended(m, 1) END,
           CASE WHEN n %% 2 = 0 THEN hashint8extended(m, 2) END,
           hashint8extended(m, 3), hashint8extended(m, 4),
           CASE WHEN %(status)s = 'approved' THEN m END, '', '',
           CASE WHEN %(status)s = 'approved' THEN now() END
      FROM (SELECT n, 1 + (n - 1) * %(step)s AS m
              FROM generate_series(1::bigint, %(claims)s) n
             ORDER BY hashint8(n)) AS filed
"""


def case(*, members: int, claims: int, status: str) -> Settlement:
    """The default case with so many members and claims of one status; for an empty database."""
    text = (BASE_DIR / "settlements" / "tiktok.toml").read_text()
    settlement = terms.adopt(
        text=text,
        file_name="tiktok.toml",
        by=User.objects.service("benchmark"),
        now=timezone.now(),
    ).settlement
    _members(settlement, members)
    sql.run(
        CLAIMS,
        settlement_id=settlement.pk,
        claims=claims,
        status=status,
        step=max(1, members // claims),
        weighted=WEIGHTED,
    )
    sql.run("VACUUM ANALYZE settlement_classmember, claims_claim")
    return settlement


@transaction.atomic
def _members(settlement: Settlement, members: int) -> None:
    made = ClassList(settlement_id=settlement.pk, import_id=0)
    made.make()
    sql.run(made.named(MEMBERS), members=members, weighted=WEIGHTED)
    made.index()
    made.learn()
    made.attach()
