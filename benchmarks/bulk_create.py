"""The same hot rows written by Django's bulk_create, for comparison.

It is given the rows' keys and the table with all indexes in place, as one would use it; it
neither reads a file nor hashes nor seals.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks import fill
from benchmarks.report import Row, seconds
from settlement.roster.models import ClassMember
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement

BATCH = 10_000
KEYS = ("notice_key", "code_key", "email_key", "phone_key", "username_key", "ref_key")


def measure(*, members: int, rate: float) -> Row:
    """rate: of our own import, members a second; it stands beside"""
    settlement = fill.open_case("bulk-create")
    made = ClassList(settlement.pk, 0)
    made.make()
    try:
        made.index()
        made.attach()
        rows = list(_rows(settlement, members))
        taken = seconds(lambda: ClassMember.objects.bulk_create(rows, batch_size=BATCH))
    finally:
        made.drop()
    return Row(f"bulk_create of {members:,}, rate", members / taken, "members/s", rate)


def _rows(settlement: Settlement, members: int) -> Iterator[ClassMember]:
    random = np.random.default_rng(5)
    keys = {name: random.integers(-(2**63), 2**63, members).tolist() for name in KEYS}
    names = random.integers(-(2**31), 2**31, members).tolist()
    for n in range(members):
        yield ClassMember(
            settlement=settlement,
            member_no=n + 1,
            flags=1,
            state=14,
            name_key=names[n],
            **{name: values[n] for name, values in keys.items()},
        )
