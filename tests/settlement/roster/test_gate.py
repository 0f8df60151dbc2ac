"""Who reads the class list is limited by the hour, and every refusal is in the log."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.roster import details, gate
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, import_, write

LIMIT = gate.OPENING.most

# Readings as they stand in the log, without opening a block for each.
READ_BEFORE = """
    INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(case)s, now() - %(ago)s, %(kind)s, 'member', 'small/' || n, '', '', %(by)s, '', '{}'
      FROM generate_series(%(first)s, %(last)s) n
"""
PLAN = "EXPLAIN (FORMAT text) " + gate.OTHERS_READ


@pytest.fixture
def listed(settlement: Settlement, tmp_path: Path) -> Settlement:
    members = [ANA | {"member_ref": f"R-{n}", "notice_id": ""} for n in range(LIMIT + 2)]
    path = write(tmp_path / "list.csv", *members)
    import_(settlement, path, by=User.objects.service("tests"))
    return settlement


def _open(settlement: Settlement, member_no: int, by: User) -> details.MemberDetail:
    return details.open_detail(settlement=settlement, member_no=member_no, purpose="why", by=by)


def _read_before(
    by: User, *, first: int, last: int, ago: timedelta = timedelta(), kind: str = "roster.read"
) -> None:
    sql.run(READ_BEFORE, case=None, by=by.pk, first=first, last=last, ago=ago, kind=kind)


def test_the_301st_member_within_an_hour_is_refused_and_to_another_person_is_not(
    listed: Settlement, alice: User, bob: User
) -> None:
    for member_no in range(1, LIMIT + 1):
        _open(listed, member_no, alice)

    with pytest.raises(gate.TooManyReadings, match="300 records"):
        _open(listed, LIMIT + 1, alice)

    assert _open(listed, LIMIT + 1, bob).member_ref == f"R-{LIMIT}"


def test_a_refusal_is_an_event_that_an_auditor_sees(
    listed: Settlement, alice: User, client: Client
) -> None:
    _read_before(alice, first=1, last=LIMIT)

    with pytest.raises(gate.TooManyReadings):
        _open(listed, LIMIT + 1, alice)

    refused = Event.objects.get(kind=gate.REFUSED)
    assert (refused.actor, refused.why, refused.ref) == (alice, "why", f"small/{LIMIT + 1}")
    assert refused.data == {"reading": "roster.read", "asked": 1, "most_an_hour": LIMIT}
    client.force_login(make.user("auditor", name="Olga"))
    assert gate.REFUSED in client.get("/staff/log/").content.decode()


def test_what_was_read_within_the_hour_is_read_again_for_nothing(
    listed: Settlement, alice: User
) -> None:
    _read_before(alice, first=1, last=LIMIT)

    assert _open(listed, LIMIT, alice).member_ref == f"R-{LIMIT - 1}"


def test_an_hour_later_it_goes_on(listed: Settlement, alice: User) -> None:
    _read_before(alice, first=1, last=LIMIT, ago=gate.HOUR)

    assert _open(listed, LIMIT + 1, alice).member_ref == f"R-{LIMIT}"


def test_of_several_members_all_open_or_none(listed: Settlement, alice: User) -> None:
    _read_before(alice, first=1, last=LIMIT - 1)

    with pytest.raises(gate.TooManyReadings):
        details.open_details(settlement=listed, member_nos=[300, 301], purpose="why", by=alice)

    assert Event.objects.filter(kind="roster.read", actor=alice).count() == LIMIT - 1


def test_look_ups_are_limited_apart_from_openings(listed: Settlement, alice: User) -> None:
    _read_before(alice, first=1, last=LIMIT, kind=gate.PROBE.kind)

    with pytest.raises(gate.TooManyReadings):
        gate.pass_through(gate.PROBE, settlement=listed, refs=["TST-1"], purpose="why", by=alice)
    _open(listed, 1, alice)


def test_a_service_account_is_no_person(listed: Settlement) -> None:
    wizard = User.objects.service("wizard")
    _read_before(wizard, first=1, last=LIMIT)

    assert _open(listed, LIMIT + 1, wizard).member_ref == f"R-{LIMIT}"


def test_counting_reads_an_index_of_readings_alone(listed: Settlement, alice: User) -> None:
    sql.run("SET LOCAL enable_seqscan = off")
    asked = {"actor_id": alice.pk, "kind": "roster.read", "within": gate.HOUR, "refs": ["small/1"]}

    plan = "\n".join(line for (line,) in sql.rows(PLAN, **asked))

    assert "event_of_a_reader" in plan


def test_the_page_says_so_instead_of_failing(
    listed: Settlement, alice: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = make.claim(listed, status="in_review")
    _read_before(alice, first=1, last=LIMIT, kind=gate.PROBE.kind)
    monkeypatch.setattr("claims.review.dossier.contents_of", lambda _claim: make.contents())
    client.force_login(alice)

    answer = client.get(f"/staff/claims/{claim.public_id}/")

    assert answer.status_code == 429
    assert "read 300 records of the class list" in answer.content.decode()
