"""A case of any size, written by SQL: the class list's hot rows and the claims, with known keys.

Keys here are numbers mixed from the member's number, not hashes of anybody's identifiers:
what is measured is the work on rows that have keys, whatever the keys were made from. A notice
key has the number mixed in once more, for hashes alone give some two of 28 million the same one.
"""

from typing import LiteralString

from django.db import transaction
from django.utils import timezone

from benchmarks.bare import bare
from payouts.demo.moved import moved
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
           hashint8extended(n, 1) # n, hashint8extended(n, 2), hashint8extended(n, 3),
           hashint8extended(n, 4), hashint8extended(n, 5), hashint8extended(n, 6)
      FROM generate_series(1::bigint, %(members)s) n
"""

# Every claim is of another member, in an order that has nothing to do with the list's; half bring
# the code of their notice, all an e-mail address and a phone number.
CLAIMS = """
    INSERT INTO claims_claim
           (settlement_id, public_id, number, status, capacity, language, filer, paper, late, minor,
            received_at, version, answers, address_state, payment_method, payment_key,
            key_version, username_keys, name_key, notice_key, code_key, email_key, phone_key,
            member_no, rule, queue, verified_at)
    SELECT %(settlement_id)s, gen_random_uuid(),
           %(settlement_id)s || '-' || lpad(to_hex(n), 8, '0'), %(status)s,
           'self', 'en', '', false, false, false, now(), 1,
           CASE WHEN m %% %(weighted)s = 0 THEN '{"created_in_illinois": true}'::jsonb
                ELSE '{"created_in_illinois": false}'::jsonb END,
           'IL', 'check', hashint8extended(m, 7), 1, '{}', hashint4(m::int),
           CASE WHEN n %% 2 = 0 THEN hashint8extended(m, 1) # m END,
           CASE WHEN n %% 2 = 0 THEN hashint8extended(m, 2) END,
           hashint8extended(m, 3), hashint8extended(m, 4),
           CASE WHEN %(status)s = 'approved' THEN m END, '', '',
           CASE WHEN %(status)s = 'approved' THEN now() END
      FROM (SELECT n, 1 + (n - 1) * %(step)s AS m
              FROM generate_series(1::bigint, %(claims)s) n
             ORDER BY hashint8(n)) AS filed
"""

# The same of a list that was imported, as far as it has an e-mail address or a phone number.
CLAIMS_OF_LIST = """
    INSERT INTO claims_claim
           (settlement_id, public_id, number, status, capacity, language, filer, paper, late, minor,
            received_at, version, answers, address_state, payment_method, payment_key,
            key_version, username_keys, name_key, notice_key, code_key, email_key, phone_key,
            member_no, rule, queue, verified_at)
    SELECT settlement_id, gen_random_uuid(), 'B' || lpad(to_hex(n), 8, '0'), 'filed',
           'self', 'en', '', false, false, false, now(), 1,
           CASE WHEN flags & 3 = 2 THEN '{"created_in_illinois": true}'::jsonb
                ELSE '{"created_in_illinois": false}'::jsonb END,
           'IL', 'check', hashint8extended(member_no, 7), 1, '{}', name_key,
           CASE WHEN n %% 2 = 0 THEN notice_key END, CASE WHEN n %% 2 = 0 THEN code_key END,
           email_key, phone_key, NULL, '', '', NULL
      FROM (SELECT m.*, row_number() OVER (ORDER BY hashint4(member_no)) AS n
              FROM settlement_classmember m
             WHERE settlement_id = %(settlement_id)s AND member_no %% %(step)s = 0) AS filed
     WHERE n <= %(claims)s
     ORDER BY n
"""


def case(*, members: int, claims: int, status: str, slug: str = "tiktok") -> Settlement:
    """The default case, under a name, with so many members and claims of one status."""
    text = (BASE_DIR / "settlements" / "tiktok.toml").read_text()
    settlement = _adopt(text.replace('slug = "tiktok"', f'slug = "{slug}"'))
    _members(settlement, members)
    with bare("claims_claim"):
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


def open_case(slug: str) -> Settlement:
    """The default case under a name of its own, with its calendar moved so that claims are open."""
    text = (BASE_DIR / "settlements" / "tiktok.toml").read_text()
    text = text.replace('slug = "tiktok"', f'slug = "{slug}"')
    return _adopt(moved(text, today=timezone.localdate()))


def claims_of_list(settlement: Settlement, *, members: int, claims: int) -> int:
    """File claims of members of the imported list, at a stride. Return how many.

    members: how many the list has
    """
    step = max(1, members // claims)
    filed = sql.run(CLAIMS_OF_LIST, settlement_id=settlement.pk, step=step, claims=claims)
    sql.run("VACUUM ANALYZE claims_claim")
    return filed


def _adopt(text: str) -> Settlement:
    by = User.objects.service("benchmark")
    return terms.adopt(text=text, file_name="tiktok.toml", by=by, now=timezone.now()).settlement


@transaction.atomic
def _members(settlement: Settlement, members: int) -> None:
    made = ClassList(settlement_id=settlement.pk, import_id=settlement.pk)
    made.make()
    sql.run(made.named(MEMBERS), members=members, weighted=WEIGHTED)
    made.index()
    made.learn()
    made.attach()
