"""What is found, that it is found once, and that nothing readable is left of it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.filing.models import Claim
from claims.nearmisses import services, tasks
from claims.nearmisses.models import NearMiss, NearMissSearch
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.roster.models import ClassMember, MemberAlias, RosterChange
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.nearmisses.conftest import ANA, Filed, amended, verified, work_off
from tests.settlement.roster import listing


def look(settlement: Settlement) -> Job:
    job = services.open_search(settlement=settlement, by=User.objects.service("tests"))
    work_off()
    job.refresh_from_db()
    return job


def found_of(claim: Claim) -> list[tuple[int, list[list[str]]]]:
    return [(near.member_no, near.found_by) for near in services.near_misses_of(claim)]


def test_a_member_one_slip_away_is_found_with_the_account_of_the_score(
    settlement: Settlement, nearly_ana: Claim
) -> None:
    assert nearly_ana.queue == "not_listed"

    assert look(settlement).status == "done"

    (near,) = services.near_misses_of(nearly_ana)
    assert near.found_by == [["E-mail", "two neighbours swapped"]]
    assert near.waterfall == [
        ["First name", "agrees", 6.4],
        ["Family name", "agrees", 7.8],
        ["Notice ID", "not given", 0.0],
        ["E-mail", "one letter differs", 14.6],
        ["Phone", "not given", 0.0],
        ["Username", "not given", 0.0],
        ["Street", "agrees", 15.6],
        ["City", "agrees", 0.0],
        ["State", "agrees", 0.0],
        ["ZIP", "agrees", 11.1],
    ]
    assert near.score == 55.5


@pytest.mark.parametrize(
    ("entered", "by"),
    [
        ({"phone": "312 555 0143"}, [["Phone", "one character wrong"]]),
        ({"usernames": ("anab",)}, [["Username", "one character left out"]]),
        (
            {"notice_id": "7KQ2-9F4D-PX3W-8RTW", "confirmation_code": "K4T7P-9XMW8"},
            [["Notice ID", "one character wrong"]],
        ),
    ],
)
def test_every_identifier_leads_to_near_misses(
    settlement: Settlement, filed: Filed, entered: dict[str, object], by: list[list[str]]
) -> None:
    claim = filed(**ANA | {"email": "other@example.org"} | entered)

    look(settlement)

    ((_member_no, found_by),) = found_of(claim)
    assert found_by == by


def test_a_code_one_slip_away_counts_without_being_opened(
    settlement: Settlement, filed: Filed
) -> None:
    letter = {"notice_id": "7KQ2-9F4D-PX3W-8RT8", "confirmation_code": "K4T7P-9XMW8"}
    claim = filed(**ANA | {"email": "other@example.org"} | letter)
    assert claim.queue == "code_missing"

    look(settlement)

    (near,) = services.near_misses_of(claim)
    assert ["Notice ID", "agrees", 19.8] in near.waterfall
    assert ["Confirmation Code", "one letter differs", 15.6] in near.waterfall


def test_a_stranger_one_slip_away_with_nothing_in_common_is_no_near_miss(
    settlement: Settlement, filed: Filed
) -> None:
    stranger = filed(email="benn@example.org", phone="", zip="97201", city="Portland")

    look(settlement)

    assert found_of(stranger) == []
    assert NearMissSearch.objects.get(claim=stranger).opened == [2]  # Ben


def test_a_claim_whose_identifiers_lead_to_one_member_is_left_alone(
    settlement: Settlement, filed: Filed
) -> None:
    filed(**ANA | {"email": "ana.brown@gmail.com"})

    assert look(settlement).chunks.count() == 0
    assert not NearMissSearch.objects.exists()


def test_searching_again_finds_the_same_and_doubles_nothing(
    settlement: Settlement, nearly_ana: Claim
) -> None:
    look(settlement)
    first = [*NearMiss.objects.values_list("search_id", "member_no", "score", "waterfall")]
    NearMissSearch.objects.update(claim_version=0)  # as if it had been for another version

    look(settlement)

    assert [*NearMiss.objects.values_list("search_id", "member_no", "score", "waterfall")] == first


def test_what_was_searched_for_is_not_searched_for_again(
    settlement: Settlement, nearly_ana: Claim
) -> None:
    look(settlement)
    before = Event.objects.count()

    assert look(settlement).chunks.count() == 0
    assert Event.objects.count() == before
    with pytest.raises(services.NothingToFind):
        services.search_one(claim=nearly_ana, by=make.user("reviewer"), now=make.NOW)


def test_an_amended_claim_is_searched_for_again(settlement: Settlement, nearly_ana: Claim) -> None:
    look(settlement)

    amended(nearly_ana, email="somebody@example.org")
    assert services.near_misses_of(nearly_ana) == []  # those were of the version before

    look(settlement)
    assert NearMissSearch.objects.get().claim_version == 2
    assert not NearMiss.objects.exists()


def test_another_class_list_is_searched_again(
    settlement: Settlement, nearly_ana: Claim, tmp_path: Path, service: User
) -> None:
    look(settlement)
    other = listing.write(tmp_path / "new.csv", listing.BEN)
    listing.import_(settlement, other, by=service)

    assert services.near_misses_of(nearly_ana) == []
    assert services.search_of(nearly_ana) is None


def test_a_chunk_killed_in_the_middle_leaves_nothing_and_is_done_again(
    settlement: Settlement, nearly_ana: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = services.open_search(settlement=settlement, by=User.objects.service("tests"))
    chunk = job.chunks.get()

    def die(*_args: object, **_kwargs: object) -> None:
        raise MemoryError

    with monkeypatch.context() as killed:
        killed.setattr(NearMiss.objects, "bulk_create", die)
        with pytest.raises(MemoryError):
            tasks.search_chunk(chunk_id=chunk.pk)
    assert not NearMissSearch.objects.exists()

    for _delivery in range(2):
        tasks.search_chunk(chunk_id=chunk.pk)
        tasks.close_search(job_id=job.pk)

    assert len(services.near_misses_of(nearly_ana)) == 1
    job.refresh_from_db()
    assert (job.status, job.chunks.get().rows) == ("done", 1)


def test_every_reading_is_recorded_once_a_claim_with_its_members(
    settlement: Settlement, nearly_ana: Claim
) -> None:
    look(settlement)

    (near,) = services.near_misses_of(nearly_ana)
    read = Event.objects.get(kind="roster.read")
    assert (read.entity, read.ref) == ("claim", nearly_ana.number)
    assert read.data == {"members": [near.member_no]}
    assert read.why == services.PURPOSE
    assert Event.objects.filter(kind="claim.opened", ref=nearly_ana.number).exists()


def test_nothing_readable_is_left_in_the_tables(settlement: Settlement, nearly_ana: Claim) -> None:
    look(settlement)

    kept = json.dumps([*NearMiss.objects.values("found_by", "waterfall")]).casefold()
    read = json.dumps([*Event.objects.filter(kind="roster.read").values("data", "why")]).casefold()
    for word in ("brown", "bronw", "oak", "chicago", "60601", "gmail", "ana"):
        assert word not in kept + read


def test_two_records_of_one_person_are_one_near_miss(
    settlement: Settlement, tmp_path: Path, service: User
) -> None:
    twin = listing.ANA | {"member_ref": "A-9", "notice_id": "", "email": "ana.brnow@gmail.com"}
    listing.import_(settlement, listing.write(tmp_path / "list.csv", listing.ANA, twin), by=service)
    claim = verified(make.filed(settlement, **ANA))
    ana, other = ClassMember.objects.values_list("member_no", flat=True).order_by("member_no")
    change = RosterChange.objects.create(settlement=settlement, kind="merge", made_by=service)
    MemberAlias.objects.create(
        settlement=settlement,
        member_no=other,
        same_as=ana,
        merged_into=ana,
        rule="person",
        change=change,
    )

    look(settlement)

    assert [member_no for member_no, _found_by in found_of(claim)] == [ana]


def test_a_change_of_the_list_is_searched_again(
    settlement: Settlement, nearly_ana: Claim, service: User
) -> None:
    look(settlement)
    RosterChange.objects.create(settlement=settlement, kind="split", made_by=service)
    assert services.is_due(nearly_ana)

    look(settlement)

    assert len(services.near_misses_of(nearly_ana)) == 1


def test_the_beat_opens_a_job_where_one_is_due_and_none_otherwise(
    settlement: Settlement, nearly_ana: Claim
) -> None:
    tasks.search_due()
    work_off()
    tasks.search_due()

    assert Job.objects.filter(kind=services.NEAR_MISSES).count() == 1
    assert len(services.near_misses_of(nearly_ana)) == 1


def test_a_case_without_a_class_list_has_nothing_to_look_for(settlement: Settlement) -> None:
    claim = verified(make.filed(settlement))
    assert claim.queue == "not_listed"

    assert look(settlement).chunks.count() == 0
    assert not services.is_due(claim)


def test_the_command_says_what_it_found(settlement: Settlement, nearly_ana: Claim) -> None:
    out = StringIO()
    call_command("find_near_misses", settlement.slug, "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert answer["looked"] == 1
    assert answer["found"] == {"likely": 1, "possible": 0, "worth a look": 0, "none": 0}

    out = StringIO()
    call_command("find_near_misses", settlement.slug, stdout=out)
    assert "Looked for 0 claims" in out.getvalue()
    assert "1  likely" in out.getvalue()


def test_the_command_refuses_a_case_that_there_is_not(db: None) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("find_near_misses", "nobody")


def test_a_job_with_nothing_to_do_closes_and_closes_once(
    settlement: Settlement, filed: Filed
) -> None:
    job = services.open_search(settlement=settlement, by=User.objects.service("tests"))

    services.close(job_id=job.pk, now=timezone.now())
    services.close(job_id=job.pk, now=timezone.now())

    job.refresh_from_db()
    assert job.status == "done"
