"""Claims are verified while the list is changed: none stays decided by the list as it was."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection

from claims.eligibility import services, verdicts
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.imports.services import Wishes
from settlement.roster import changes as roster_changes
from settlement.roster import statements as roster_statements
from settlement.roster.models import ClassMember, RosterChange, RosterImport
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.test_renewal import OF_BEN, beat, filed, state
from tests.settlement.roster.listing import ANA, BEN, import_, write

type Supplement = Callable[..., RosterImport]

REMOVE = {"action": "remove"}
NAMES = ("member_ref", "email", "phone", "first_name", "last_name", "illinois_creator")
WAITS = """
    SELECT count(*) > 0 FROM pg_locks JOIN pg_database d ON d.oid = database
     WHERE locktype = 'advisory' AND NOT granted AND d.datname = current_database()
"""


@pytest.fixture
def case(transactional_db: None, tmp_path: Path) -> Settlement:
    settlement = make.settlement()
    path = write(tmp_path / "list.csv", ANA, BEN, names=NAMES)
    import_(settlement, path, by=User.objects.service("tests"))
    return settlement


@pytest.fixture
def supplement(case: Settlement, tmp_path: Path) -> Supplement:
    files = count()

    def bring(*lines: Mapping[str, str]) -> RosterImport:
        path = write(tmp_path / f"{next(files)}.csv", *lines, names=(*NAMES, "action"))
        wishes = Wishes(supplement=True, again=True)
        return import_(case, path, by=User.objects.service("tests"), wishes=wishes)

    return bring


def in_thread(pool: ThreadPoolExecutor, do: Callable[[], Any]) -> Any:
    def work() -> Any:
        try:
            return do()
        finally:
            connection.close()

    return pool.submit(work)


def change_between_match_and_decision(
    case: Settlement, supplement: Supplement, monkeypatch: pytest.MonkeyPatch
) -> Claim:
    """Ben is removed, and what that concerns taken back, when a claim for him is matched and not
    yet decided; where the list's lock forbids it, as soon as it can be. Return the claim."""
    matched, changed = Event(), Event()
    decide = verdicts.decide_chunk

    def later(**values: Any) -> verdicts.Decided:
        matched.set()
        while not changed.wait(0.05) and not sql.value(WAITS):
            continue
        return decide(**values)

    def change() -> None:
        by = User.objects.service("tests")
        supplement(BEN | REMOVE)
        job = services.open_verification(settlement=case, by=by)
        for chunk in job.chunks.all():
            services.do_chunk(chunk, now=make.NOW)
        job.chunks.update(done_at=make.NOW, rows=0)
        services.close(job_id=job.pk, now=make.NOW)
        changed.set()

    claim = make.filed(case, phone="", signature="Ben Brown", **OF_BEN)
    with monkeypatch.context() as patched, ThreadPoolExecutor(2) as pool:
        patched.setattr(verdicts, "decide_chunk", later)
        by = User.objects.service("eligibility")
        verifying = in_thread(pool, lambda: services.verify_one(claim=claim, by=by, now=make.NOW))
        matched.wait()
        changing = in_thread(pool, change)
        assert verifying.result()
        changing.result()
    beat()
    return claim


def test_no_claim_stays_decided_by_the_list_as_it_was(
    case: Settlement, supplement: Supplement, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = change_between_match_and_decision(case, supplement, monkeypatch)

    assert state(claim) == ("in_review", "not_listed")


def test_without_the_list_s_lock_one_does(
    case: Settlement, supplement: Supplement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(roster_statements, "change_list", lambda **_case: None)

    claim = change_between_match_and_decision(case, supplement, monkeypatch)

    assert state(claim) == ("approved", "")
    assert not ClassMember.objects.filter(member_no=claim.member_no or 0).exists()


ROUNDS = 6


def test_claims_are_filed_and_verified_while_supplements_come(
    case: Settlement, supplement: Supplement
) -> None:
    """Ben's address is Ben's, nobody's, Ben's again, …; in the end the list counts as it is."""
    done = Event()

    def file() -> list[Claim]:
        claims = []
        while not done.is_set():
            claims.append(filed(case, **OF_BEN))
        return claims

    with ThreadPoolExecutor(1) as pool:
        filing = in_thread(pool, file)
        try:
            for number in range(ROUNDS):
                supplement(BEN | {"email": "" if number % 2 == 0 else BEN["email"]})
                beat()
                time.sleep(0.05)
        finally:
            done.set()
        claims = filing.result()
    beat()

    assert len(claims) > ROUNDS
    earliest, *others = claims
    assert state(earliest) == ("approved", "")
    assert {state(claim) for claim in others} <= {("in_review", "already_claimed")}
    assert services.unlisted(case) == 0


def test_a_merge_that_is_killed_leaves_the_list_as_it_was_and_can_be_done_again(
    case: Settlement, supplement: Supplement, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [*ClassMember.objects.order_by("member_no").values()]
    line = ANA | {"email": "ana@example.org"}
    keep, calls = roster_changes.keep_keys, count()

    def killed(change: RosterChange) -> int:
        kept = keep(change)
        if next(calls) == 1:  # the list is changed, and nothing is committed
            sql.run("SELECT pg_terminate_backend(pg_backend_pid())")
        return kept

    with monkeypatch.context() as patched:
        patched.setattr(roster_changes, "keep_keys", killed)
        with pytest.raises(Refusal, match="stopped in the middle"):
            supplement(line, BEN | REMOVE)
    connection.close()

    assert [*ClassMember.objects.order_by("member_no").values()] == before
    assert not RosterChange.objects.exists()
    row = supplement(line, BEN | REMOVE)
    assert (row.changed, row.removed) == (1, 1)
    assert ClassMember.objects.count() == 1
