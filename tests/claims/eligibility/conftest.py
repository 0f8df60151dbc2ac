"""A class list by its keys alone, for what looks nothing up but keys."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from claims.eligibility.tasks import close_verification, verify_chunk
from settlement import sql
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from settlement.work import services as work

type Members = Callable[[Iterable[Mapping[str, object]]], None]

PUT_MEMBER = """
    INSERT INTO settlement_classmember (settlement_id, member_no, name_key, flags, notice_key,
                                        code_key, email_key, phone_key, username_key, ref_key)
    VALUES (%(settlement_id)s, %(member_no)s, %(name_key)s, %(flags)s, %(notice_key)s,
            %(code_key)s, %(email_key)s, %(phone_key)s, %(username_key)s, %(member_no)s)
"""
NOTHING = dict.fromkeys(
    ("name_key", "notice_key", "code_key", "email_key", "phone_key", "username_key")
)


def empty_list(settlement: Settlement) -> ClassList:
    """An attached, indexed list of nobody."""
    made = ClassList(settlement.pk, import_id=settlement.pk)
    made.make()
    made.index()
    made.attach()
    return made


@pytest.fixture
def members(settlement: Settlement) -> Members:
    """Put members on the small case's list: each a mapping with what it has of the columns."""
    empty_list(settlement)

    def put(listed: Iterable[Mapping[str, object]]) -> None:
        for member in listed:
            values = {**NOTHING, "flags": 0, "settlement_id": settlement.pk, **member}
            sql.run(PUT_MEMBER, **values)

    return put


def work_off() -> None:
    """Do what the beat would ring for, until nothing is due."""
    while (due := work.due()).chunks or due.closings:
        for task, chunk_id in due.chunks:
            assert task == verify_chunk.name
            verify_chunk(chunk_id=chunk_id)
        for task, job_id in due.closings:
            assert task == close_verification.name
            close_verification(job_id=job_id)
