"""SQL and the pure rules are one truth: what the one decides of any claims, the other does."""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.eligibility import services
from claims.eligibility.matching import SURE, Candidate, Entered, Matched, as_persons, match
from claims.eligibility.models import Match, Verdict
from claims.eligibility.rules import RULES, Facts, decide
from claims.eligibility.verdicts import CONDITIONS
from claims.filing.models import Claim
from claims.optouts.models import Exclusion
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.identifiers import flags
from settlement.roster.models import MemberAlias, RosterChange
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims import losses
from tests.claims.eligibility.conftest import Members

QUESTION, FLAG = "created_in_illinois", "illinois_creator"
# Few keys, so that claims and members meet in every way.
few = st.none() | st.integers(1, 3)


@dataclass(frozen=True)
class Member:
    name_key: int | None
    notice_key: int | None
    code_key: int | None
    email_key: int | None
    phone_key: int | None
    username_key: int | None
    flag: bool | None


@dataclass(frozen=True)
class Filed:
    name_key: int | None
    notice_key: int | None
    code_key: int | None
    email_key: int | None
    phone_key: int | None
    username_keys: frozenset[int]
    answer: bool | None
    minor: bool
    guardian: bool
    late: bool
    payment_key: int | None
    minutes: int
    approved: bool
    loss: str | None
    allowed: str | None


listed = st.builds(Member, few, few, few, few, few, few, st.none() | st.booleans())
rare = st.sampled_from([False, False, False, True])
filed = st.builds(
    Filed,
    name_key=few,
    notice_key=few,
    code_key=few,
    email_key=few,
    phone_key=few,
    username_keys=st.frozensets(st.integers(1, 3), max_size=2),
    answer=st.none() | st.booleans(),
    minor=rare,
    guardian=st.booleans(),
    late=rare,
    payment_key=st.none() | st.integers(1, 3),
    minutes=st.integers(0, 5),
    approved=rare,
    loss=st.sampled_from([None, None, "", "0.00", "0.01", "1000.00"]),
    allowed=st.sampled_from([None, None, "0.00", "1000.00"]),
)


def _notice(member: Member) -> int | object:
    """A notice ID stands once on a list; members without one are as many as they are."""
    return object() if member.notice_key is None else member.notice_key


@pytest.fixture
def settlement(db: None) -> Settlement:
    """The small case with amounts that a document has to show."""
    return make.settlement(text=losses.text())


def test_every_rule_has_its_condition_in_sql() -> None:
    assert set(CONDITIONS) == {rule.code for rule in RULES}


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    listed=st.lists(listed, max_size=5, unique_by=_notice),
    same=st.none() | st.sampled_from([(2, 1), (3, 1), (3, 2), (5, 1)]),
    left=st.frozensets(st.integers(1, 5), max_size=2),
    claims=st.lists(filed, min_size=1, max_size=9),
)
def test_sql_and_the_pure_rules_decide_alike(
    settlement: Settlement,
    members: Members,
    listed: list[Member],
    same: tuple[int, int] | None,
    left: frozenset[int],
    claims: list[Filed],
) -> None:
    with undone():
        members(_columns(member, no) for no, member in enumerate(listed, start=1))
        same_as = _merge(settlement, same) if same and same[0] <= len(listed) else {}
        for no in left:
            _exclude(settlement, no)
        rows = [_file(settlement, claim, n) for n, claim in enumerate(claims)]
        gone = {same_as.get(no, no) for no in left}
        expected = _decided_purely(_List(listed, same_as, gone), claims, rows)

        services.verify_range(
            settlement=settlement,
            first=rows[0].pk,
            last=rows[-1].pk,
            by=User.objects.service("tests"),
            now=make.NOW,
        )

        assert {row.pk: _stored(row) for row in rows if row.pk in expected} == expected


@dataclass(frozen=True)
class _List:
    """Members 1 and following, which number stays of another's, and who left."""

    listed: Sequence[Member]
    same_as: Mapping[int, int]
    gone: Set[int]


def _merge(settlement: Settlement, same: tuple[int, int]) -> dict[int, int]:
    no, stays = same
    by = User.objects.service("tests")
    change = RosterChange.objects.create(settlement=settlement, kind="merge", made_by=by)
    MemberAlias.objects.create(
        settlement=settlement,
        member_no=no,
        same_as=stays,
        merged_into=stays,
        rule="person",
        change=change,
    )
    # Nobody is to take claims back here; that is another test's matter.
    Job.objects.create(
        settlement=settlement,
        kind=services.RENEWAL,
        status="done",
        data={"changes": [change.pk]},
        made_by=by,
    )
    return {no: stays}


def _exclude(settlement: Settlement, no: int) -> None:
    Exclusion.objects.create(
        settlement=settlement,
        ref_key=no,
        member_no=no,
        received_on=make.NOW.date(),
        sealed=b"",
        recorded_by=User.objects.service("tests"),
    )


@contextmanager
def undone() -> Iterator[None]:
    """Let the database forget what one example wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _columns(member: Member, no: int) -> Mapping[str, object]:
    keys = {name: value for name, value in vars(member).items() if name != "flag"}
    packed = flags.encode({FLAG: member.flag}, names=[FLAG])
    return {**keys, "member_no": no, "flags": packed}


def _file(settlement: Settlement, claim: Filed, n: int) -> Claim:
    """A filed claim; or one approved for the member of its name's number, by a person."""
    values = {**vars(claim), "username_keys": sorted(claim.username_keys)}
    for name in ("answer", "guardian", "minutes", "approved", "loss", "allowed"):
        del values[name]
    approved_for = 1 + n % 3 if claim.approved and n < 3 else None
    return make.claim(
        settlement,
        **values,
        capacity="guardian" if claim.guardian else "self",
        answers={QUESTION: claim.answer, "loss": claim.loss},
        allowed={"loss": claim.allowed} if claim.allowed else {},
        received_at=make.NOW + timedelta(minutes=claim.minutes),
        status="approved" if approved_for else "filed",
        member_no=approved_for,
        rule="decided" if approved_for else "",
    )


def _decided_purely(
    found_on: _List, claims: Sequence[Filed], rows: Sequence[Claim]
) -> dict[int, dict[str, Any]]:
    undecided = [
        (claim, row) for claim, row in zip(claims, rows, strict=True) if row.status == "filed"
    ]
    matched = {row.pk: _matched(found_on, claim) for claim, row in undecided}
    taken = {row.member_no for row in rows if row.status == "approved"}
    expected = {}
    for claim, row in undecided:
        found = matched[row.pk]
        facts = _Facts(claim, row, found, undecided, matched, taken, found_on.gone)
        rule = decide(facts.as_facts())
        extra = {"destination": "repeated"} if facts.as_facts().repeated else {}
        extra |= {"member": "claimed"} if facts.claimed else {}
        extra |= {"exclusion": "excluded"} if facts.as_facts().excluded else {}
        expected[row.pk] = {
            "status": rule.outcome,
            "rule": rule.code,
            "queue": rule.queue,
            "member_no": found.member_no if found.finding in SURE else None,
            "finding": found.finding,
            "candidate": found.member_no,
            "compared": {**found.compared, **extra},
            "event": rule.code,
        }
    return expected


@dataclass
class _Facts:
    """The facts of one claim among the others."""

    claim: Filed
    row: Claim
    found: Matched
    others: Sequence[tuple[Filed, Claim]]
    matched: Mapping[int, Matched]
    taken: set[int | None]
    gone: Set[int | None]
    claimed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.claimed = self.found.finding in SURE and (
            self.found.member_no in self.taken or any(map(self._came_first, self.others))
        )

    def _came_first(self, other: tuple[Filed, Claim]) -> bool:
        claim, row = other
        found = self.matched[row.pk]
        return (
            found.finding in SURE
            and not (claim.minor and not claim.guardian)
            and found.member_no == self.found.member_no
            and (row.received_at, row.pk) < (self.row.received_at, self.row.pk)
        )

    def as_facts(self) -> Facts:
        key = self.claim.payment_key
        same = sum(claim.payment_key == key for claim, _row in self.others)
        return Facts(
            finding=self.found.finding,
            minor=self.claim.minor,
            guardian=self.claim.guardian,
            excluded=self.found.finding in SURE and self.found.member_no in self.gone,
            late=self.claim.late,
            contradicts=self.found.contradicts,
            to_check=self.claim.loss in {"0.01", "1000.00"}
            and self.claim.allowed != self.claim.loss,
            claimed=self.claimed,
            destination_claims=same if key is not None else 1,
        )


def _matched(found_on: _List, claim: Filed) -> Matched:
    given = {
        "notice_id": claim.notice_key is not None,
        "email": claim.email_key is not None,
        "phone": claim.phone_key is not None,
        "username": bool(claim.username_keys),
    }
    entered = Entered(
        identifiers=frozenset(name for name, is_given in given.items() if is_given),
        name=claim.name_key is not None,
        answers={(QUESTION, FLAG): claim.answer},
    )
    seen = map(partial(_candidate, claim), enumerate(found_on.listed, start=1))
    persons = as_persons(
        [candidate for candidate in seen if candidate.found_by],
        same_as=found_on.same_as,
        flags={no: {FLAG: found_on.listed[no - 1].flag} for no in found_on.same_as.values()},
    )
    return match(entered, persons)


def _candidate(claim: Filed, numbered: tuple[int, Member]) -> Candidate:
    no, member = numbered
    leads = {
        "notice_id": member.notice_key is not None and member.notice_key == claim.notice_key,
        "email": member.email_key is not None and member.email_key == claim.email_key,
        "phone": member.phone_key is not None and member.phone_key == claim.phone_key,
        "username": member.username_key in claim.username_keys,
    }
    return Candidate(
        member_no=no,
        found_by=frozenset(name for name, does in leads.items() if does),
        code=leads["notice_id"]
        and member.code_key is not None
        and member.code_key == claim.code_key,
        named=None if member.name_key is None else member.name_key == claim.name_key,
        flags={FLAG: member.flag},
    )


def _stored(row: Claim) -> dict[str, Any]:
    claim, found = Claim.objects.get(pk=row.pk), Match.objects.get(claim=row)
    verdict = Verdict.objects.get(claim=row)
    event = Event.objects.get(entity="claim", ref=row.number)
    assert (verdict.outcome, verdict.rule) == (claim.status, claim.rule)
    assert (event.to_status, event.from_status) == (claim.status, "filed")
    return {
        "status": claim.status,
        "rule": claim.rule,
        "queue": claim.queue,
        "member_no": claim.member_no,
        "finding": found.finding,
        "candidate": found.member_no,
        "compared": verdict.compared,
        "event": event.why,
    }
