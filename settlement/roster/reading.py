"""Read many members' sealed details for work that compares them: each block is opened once.

Programs alone read so, and keep nothing readable of it. A person opens members one at a time
(`details`), as often as the gate lets them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from psycopg.types.json import Jsonb

from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.roster import blocks
from settlement.roster.details import MemberDetail
from settlement.roster.gate import OPENING
from settlement.roster.keyring import details_key
from settlement.roster.layers import EVERY, laid_over
from settlement.sealed import unseal
from settlement.terms.models import Settlement

# Where each listed member's details stand, the latest first; see `layers`. A member taken from
# the list may still stand in his block; he is not to be read.
PLACES = """
    SELECT m.member_no, p.place_no, p.columns
      FROM settlement_classmember m
     CROSS JOIN LATERAL (
           SELECT place_no, columns FROM settlement_detailplace d
            WHERE d.settlement_id = %(settlement_id)s AND d.member_no = m.member_no
            UNION ALL SELECT m.member_no, %(every)s) AS p
     WHERE m.settlement_id = %(settlement_id)s AND m.member_no = ANY(%(member_nos)s::int[])
     ORDER BY m.member_no, p.place_no DESC
"""

BLOCKS = """
    SELECT block, sealed FROM settlement_memberdetail
     WHERE settlement_id = %(settlement_id)s AND block = ANY(%(blocks)s::int[])
"""

RECORD = """
    INSERT INTO settlement_event (settlement_id, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, %(kind)s, entity, ref, '', '', %(by)s, %(why)s, data
      FROM unnest(%(entities)s::text[], %(refs)s::text[], %(data)s::jsonb[])
           AS opened (entity, ref, data)
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """The members that are read for one thing, as the audit log names it."""

    entity: str
    ref: str
    member_nos: Sequence[int]


def read_members(
    *, settlement: Settlement, openings: Iterable[Opening], purpose: str, by: User
) -> Mapping[int, MemberDetail]:
    """The details of all members of the openings, by member number.

    Each opening with a member is one event with its purpose and the members' numbers. Who is
    not on the list in use is left out.
    by:     a service account
    raises: Refusal for a person, or when the list's key is destroyed
    """
    if not by.is_service:
        raise Refusal("Only a part of the system reads many members at once. Open one by one.")
    wanted = [opening for opening in openings if opening.member_nos]
    member_nos = {member_no for opening in wanted for member_no in opening.member_nos}
    if not member_nos:
        return {}
    _record(wanted, settlement=settlement, purpose=purpose, by=by)
    places = sql.rows(
        PLACES, settlement_id=settlement.pk, every=EVERY, member_nos=sorted(member_nos)
    )
    return _opened(settlement, places)


def _record(wanted: list[Opening], *, settlement: Settlement, purpose: str, by: User) -> None:
    sql.run(
        RECORD,
        settlement_id=settlement.pk,
        kind=OPENING.kind,
        by=by.pk,
        why=purpose,
        entities=[opening.entity for opening in wanted],
        refs=[opening.ref for opening in wanted],
        data=[Jsonb({"members": sorted(opening.member_nos)}) for opening in wanted],
    )


def _opened(
    settlement: Settlement, places: Sequence[tuple[int, int, int]]
) -> dict[int, MemberDetail]:
    """From (member number, place, columns), the latest of a member first."""
    key = details_key(settlement.pk)
    numbers = sorted({blocks.place(place_no).block for _member_no, place_no, _columns in places})
    sealed = dict(sql.rows(BLOCKS, settlement_id=settlement.pk, blocks=numbers))
    opened = {
        block: unseal(sealed[block], key=key, about=blocks.about(settlement.pk, block))
        for block in numbers
    }
    details: dict[int, MemberDetail] = {}
    for member_no, stack in groupby(places, key=lambda place: place[0]):
        texts = laid_over(_layers(stack, opened))
        texts.pop("confirmation_code", None)  # nobody but the letter's holder is to know it
        details[member_no] = MemberDetail(**texts)
    return details


def _layers(
    stack: Iterable[tuple[int, int, int]], opened: Mapping[int, bytes]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for _member_no, place_no, columns in stack:
        place = blocks.place(place_no)
        texts = blocks.unpack(opened[place.block], slot=place.slot)
        if texts is not None:
            yield columns, texts
