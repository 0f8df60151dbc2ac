"""Merges a loaded supplement into the list in use, set-based, in the caller's transaction.

First `check` finds out what each line is about and which cannot be; then `apply` takes members
away, changes and adds them. {members} and {details} are the list's in use, the others the
supplement's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString

from psycopg.sql import SQL, Identifier, Literal

from settlement import sql
from settlement.delivery.columns import Layout
from settlement.identifiers import flags
from settlement.imports.asked import ACTION_BITS, ADD, CHANGE, OWN_CODE, OWN_NOTICE, REMOVE
from settlement.roster import layers
from settlement.roster.blocks import MEMBERS
from settlement.roster.partitions import ClassList

# Why a line is refused; `TEXTS` has the words.
KNOWN, UNKNOWN, INCOMPLETE, CODE_ALONE, REF_TWICE, NOTICE_TWICE, NOTICE_TAKEN = range(1, 8)
CODES = {"notice_id", "confirmation_code"}
NEW_NOTICE = 16  # a bit of `asked` besides: the line gives its known member another notice ID
TEXTS: Mapping[int, str] = {
    KNOWN: "the list has this member_ref already, so it cannot be added",
    UNKNOWN: "the list has no such member_ref",
    INCOMPLETE: "a new member, for whom the file has not all columns that a list needs",
    CODE_ALONE: "confirmation_code without its notice_id",
    REF_TWICE: "member_ref stands before in {first}",
    NOTICE_TWICE: "notice_id stands before in {first}",
    NOTICE_TAKEN: "notice_id is another member's",
}
_ASKED = {
    "add": ADD, "change": CHANGE, "remove": REMOVE, "action": ACTION_BITS,
    "own_notice": OWN_NOTICE, "own_code": OWN_CODE, "new_notice": NEW_NOTICE,
    "known": KNOWN, "unknown": UNKNOWN, "incomplete": INCOMPLETE, "code_alone": CODE_ALONE,
    "ref_twice": REF_TWICE, "notice_twice": NOTICE_TWICE, "notice_taken": NOTICE_TAKEN,
    "block": MEMBERS,
}  # fmt: skip

SORT_MEMORY = "SET LOCAL work_mem = '256MB'"

_CHECK: tuple[LiteralString, ...] = (
    "CREATE UNIQUE INDEX ON {lines} (member_no)",
    "CREATE UNIQUE INDEX ON {new_members} (member_no)",
    "ANALYZE {new_members}",
    "ANALYZE {lines}",
    # One probe of the list's ref_key index a line, or one pass over it where that is less.
    "UPDATE {lines} l SET known_no = m.member_no FROM {members} m WHERE m.ref_key = l.ref_key",
    "CREATE INDEX ON {lines} (known_no)",
    "ANALYZE {lines}",
    """UPDATE {lines} l SET fault = %(ref_twice)s, first_no = twice.first_no
         FROM (SELECT member_no, min(member_no) OVER (PARTITION BY ref_key) AS first_no
                 FROM {lines}) AS twice
        WHERE twice.member_no = l.member_no AND twice.first_no < l.member_no""",
    """UPDATE {lines} l SET fault = found.fault
         FROM (SELECT member_no,
                      CASE WHEN asked & %(action)s = %(add)s AND known_no IS NOT NULL
                           THEN %(known)s
                           WHEN asked & %(action)s IN (%(change)s, %(remove)s) AND known_no IS NULL
                           THEN %(unknown)s
                           WHEN asked & %(action)s = %(remove)s THEN NULL
                           WHEN known_no IS NULL AND NOT %(complete)s THEN %(incomplete)s
                           WHEN known_no IS NOT NULL AND asked & %(own_notice)s = 0
                                AND asked & %(own_code)s > 0 THEN %(code_alone)s END AS fault
                 FROM {lines} WHERE fault IS NULL) AS found
        WHERE found.member_no = l.member_no AND found.fault IS NOT NULL""",
    """UPDATE {lines} l SET asked = asked | %(new_notice)s
         FROM {new_members} n, {members} m
        WHERE n.member_no = l.member_no AND l.fault IS NULL
          AND m.settlement_id = {case} AND m.member_no = l.known_no
          AND l.asked & %(action)s <> %(remove)s AND l.asked & %(own_notice)s > 0
          AND n.notice_key IS DISTINCT FROM m.notice_key""",
    """UPDATE {lines} l SET fault = %(notice_twice)s, first_no = twice.first_no
         FROM (SELECT l.member_no, min(l.member_no) OVER (PARTITION BY n.notice_key) AS first_no
                 FROM {lines} l JOIN {new_members} n USING (member_no)
                WHERE l.fault IS NULL AND l.asked & %(action)s <> %(remove)s
                  AND (l.known_no IS NULL OR l.asked & %(new_notice)s > 0)
                  AND n.notice_key IS NOT NULL) AS twice
        WHERE twice.member_no = l.member_no AND twice.first_no < l.member_no""",
)

# Said again until it finds none: a member whose own line is refused keeps its notice ID after all.
_TAKEN: LiteralString = """
    UPDATE {lines} l SET fault = %(notice_taken)s
      FROM {new_members} n, {members} m
     WHERE n.member_no = l.member_no AND l.fault IS NULL AND l.asked & %(action)s <> %(remove)s
       AND (l.known_no IS NULL OR l.asked & %(new_notice)s > 0)
       AND m.settlement_id = {case} AND m.notice_key = n.notice_key
       AND NOT EXISTS (SELECT FROM {lines} holder
                        WHERE holder.known_no = m.member_no AND holder.fault IS NULL
                          AND (holder.asked & %(action)s = %(remove)s
                               OR holder.asked & %(new_notice)s > 0))
"""

_COUNT: LiteralString = """
    SELECT count(*) FILTER (WHERE known_no IS NULL),
           count(*) FILTER (WHERE known_no IS NOT NULL AND asked & %(action)s <> %(remove)s),
           count(*) FILTER (WHERE known_no IS NOT NULL AND asked & %(action)s = %(remove)s)
      FROM {lines} WHERE fault IS NULL
"""
_REFUSED: LiteralString = """
    SELECT member_no, fault, COALESCE(first_no, 0) FROM {lines}
     WHERE fault IS NOT NULL ORDER BY member_no
"""

_TELL: LiteralString = """
    INSERT INTO settlement_changedmember (change_id, member_no)
    SELECT %(change_id)s, COALESCE(known_no, member_no) FROM {lines} WHERE fault IS NULL
"""

# `carries_…`: the file has the column. What it does not have stays as it is.
_APPLY: tuple[LiteralString, ...] = (
    """DELETE FROM {members} m USING {lines} l
        WHERE m.settlement_id = {case} AND m.member_no = l.known_no AND l.fault IS NULL
          AND l.asked & %(action)s = %(remove)s""",
    """DELETE FROM settlement_detailplace p USING {lines} l
        WHERE p.settlement_id = {case} AND p.member_no = l.known_no AND l.fault IS NULL
          AND l.asked & %(action)s = %(remove)s""",
    # Two members may exchange their notice IDs; so first nobody has what somebody gives up.
    """UPDATE {members} m SET notice_key = NULL FROM {lines} l
        WHERE m.settlement_id = {case} AND m.member_no = l.known_no AND l.fault IS NULL
          AND l.asked & %(new_notice)s > 0""",
    """UPDATE {members} m
          SET flags = (m.flags & ~ %(flags_mask)s) | (n.flags & %(flags_mask)s),
              state = CASE WHEN %(carries_state)s THEN n.state ELSE m.state END,
              name_key = CASE WHEN %(carries_last_name)s THEN n.name_key ELSE m.name_key END,
              email_key = CASE WHEN %(carries_email)s THEN n.email_key ELSE m.email_key END,
              phone_key = CASE WHEN %(carries_phone)s THEN n.phone_key ELSE m.phone_key END,
              username_key = CASE WHEN %(carries_username)s THEN n.username_key
                                  ELSE m.username_key END,
              notice_key = CASE WHEN l.asked & %(new_notice)s > 0 THEN n.notice_key
                                ELSE m.notice_key END,
              code_key = CASE WHEN l.asked & %(own_code)s > 0 OR l.asked & %(new_notice)s > 0
                              THEN n.code_key ELSE m.code_key END
         FROM {lines} l JOIN {new_members} n USING (member_no)
        WHERE m.settlement_id = {case} AND m.member_no = l.known_no AND l.fault IS NULL
          AND l.asked & %(action)s <> %(remove)s""",
    """INSERT INTO {members} (settlement_id, member_no, flags, state, name_key, notice_key,
                              code_key, email_key, phone_key, username_key, ref_key)
       SELECT n.settlement_id, n.member_no, n.flags, n.state, n.name_key, n.notice_key,
              n.code_key, n.email_key, n.phone_key, n.username_key, n.ref_key
         FROM {new_members} n JOIN {lines} l USING (member_no)
        WHERE l.fault IS NULL AND l.known_no IS NULL""",
    # As they were sealed: a seal is bound to case and block, and no block is numbered twice.
    """INSERT INTO {details} (settlement_id, block, sealed)
       SELECT settlement_id, block, sealed FROM {new_details}
        WHERE block IN (SELECT (member_no - 1) / %(block)s FROM {lines}
                         WHERE fault IS NULL AND asked & %(action)s <> %(remove)s)""",
    """INSERT INTO settlement_detailplace (settlement_id, member_no, place_no, columns)
       SELECT {case}, known_no, member_no,
              %(columns)s
              | CASE WHEN asked & %(own_notice)s > 0 THEN %(notice_column)s ELSE 0 END
              | CASE WHEN asked & %(own_code)s > 0 OR asked & %(new_notice)s > 0
                     THEN %(code_column)s ELSE 0 END
         FROM {lines}
        WHERE fault IS NULL AND known_no IS NOT NULL AND asked & %(action)s <> %(remove)s""",
)

# A person of whom a member is taken away: of those that are left, the smallest number stays now.
_PART: tuple[LiteralString, ...] = (
    """CREATE TEMP TABLE roster_left ON COMMIT DROP AS
       SELECT id, member_no, merged_into, min(member_no) OVER (PARTITION BY person) AS stays
         FROM (SELECT a.same_as AS person, a.id, a.member_no, a.merged_into
                 FROM settlement_memberalias a WHERE a.settlement_id = {case}
                UNION ALL
               SELECT DISTINCT a.same_as, NULL::bigint, a.same_as, NULL::int
                 FROM settlement_memberalias a WHERE a.settlement_id = {case}) AS of_person
        WHERE person IN (SELECT COALESCE(a.same_as, l.known_no)
                           FROM {lines} l LEFT JOIN settlement_memberalias a
                             ON a.settlement_id = {case} AND a.member_no = l.known_no
                          WHERE l.fault IS NULL AND l.asked & %(action)s = %(remove)s)
          AND NOT EXISTS (SELECT FROM {lines} l
                           WHERE l.known_no = of_person.member_no AND l.fault IS NULL
                             AND l.asked & %(action)s = %(remove)s)""",
    """DELETE FROM settlement_memberalias a USING {lines} l
        WHERE a.settlement_id = {case} AND a.member_no = l.known_no AND l.fault IS NULL
          AND l.asked & %(action)s = %(remove)s""",
    "DELETE FROM settlement_memberalias USING roster_left l"
    " WHERE settlement_memberalias.id = l.id AND l.member_no = l.stays",
    """UPDATE settlement_memberalias a
          SET same_as = l.stays,
              merged_into = CASE WHEN l.merged_into IN (SELECT member_no FROM roster_left)
                                 THEN l.merged_into ELSE l.stays END
         FROM roster_left l WHERE a.id = l.id AND l.member_no > l.stays""",
    """INSERT INTO settlement_changedmember (change_id, member_no)
       SELECT %(change_id)s, member_no FROM roster_left ON CONFLICT DO NOTHING""",
    "DROP TABLE roster_left",
)


@dataclass(frozen=True, slots=True)
class Merge:
    """A loaded supplement, the list it is for, and which columns its files have."""

    staged: ClassList
    in_use: ClassList
    layout: Layout

    def check(self) -> None:
        """Find out what each line is about and which are refused."""
        for statement in (SORT_MEMORY, *_CHECK):
            self._run(statement)
        while self._run(_TAKEN):
            pass

    def counts(self) -> tuple[int, int, int]:
        """How many lines add, change and remove a member; to be asked between check and apply."""
        added, changed, removed = sql.row(self._named(_COUNT), **_ASKED)
        return added, changed, removed

    def refused(self) -> Iterator[tuple[int, int, int]]:
        """The lines that are refused: (number, why, number of the line it repeats or 0)."""
        return sql.stream(self._named(_REFUSED))

    def tell(self, change_id: int) -> int:
        """Write down whom the change is about. Return how many."""
        return self._run(_TELL, change_id=change_id)

    def apply(self, change_id: int) -> None:
        """Take members away, change and add them; together with `tell`, all or nothing."""
        for statement in (*_PART, *_APPLY):
            self._run(statement, change_id=change_id)

    def _run(self, statement: LiteralString, **values: object) -> int:
        return sql.run(self._named(statement), **_ASKED, **self._carried(), **values)

    def _carried(self) -> dict[str, object]:
        carried = self.layout.carried
        columns = ("state", "last_name", "email", "phone", "username")
        return {
            **{f"carries_{name}": name in carried for name in columns},
            "complete": self.layout.complete,
            "flags_mask": flags.mask(carried & set(self.layout.flags), names=self.layout.flags),
            "columns": layers.bits(carried - CODES),
            "notice_column": layers.bits(["notice_id"]),
            "code_column": layers.bits(["confirmation_code"]),
        }

    def _named(self, statement: LiteralString) -> str:
        return (
            SQL(statement)
            .format(
                members=Identifier(self.in_use.members),
                details=Identifier(self.in_use.details),
                new_members=Identifier(self.staged.members),
                new_details=Identifier(self.staged.details),
                lines=Identifier(self.staged.lines),
                case=Literal(self.staged.settlement_id),
            )
            .as_string()
        )
