"""A class list under a new key: the same members are found, claims stay as they are decided."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from claims.eligibility import services
from claims.eligibility.rekey import rekey_roster
from claims.filing import rekeying
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.custody import rekeying as roster
from settlement.custody import remaking, whole
from settlement.custody.rekeyings import Rekeying
from settlement.errors import Refusal
from settlement.imports.services import Wishes
from settlement.keys import services as keys
from settlement.roster import details, lookup
from settlement.roster.models import RosterChange, RosterImport
from settlement.roster.partitions import ClassList
from settlement.sealed import SealBroken
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.eligibility.conftest import work_off
from tests.settlement.roster.listing import ANA, BEN, import_, write

KEYS = "SELECT member_no, flags, state, email_key FROM settlement_classmember ORDER BY member_no"
BY_EMAIL = {"email": [ANA["email"]]}


@pytest.fixture
def listed(settlement: Settlement, alice: User, tmp_path: Path) -> Settlement:
    """Ana, Ben, and others in two blocks, of whom one was taken from the list."""
    others = [
        ANA | {"member_ref": f"R{n}", "notice_id": "", "email": f"{n}@example.org", "phone": ""}
        for n in range(1_100)
    ]
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN, *others), by=alice)
    sql.run("DELETE FROM settlement_classmember WHERE member_no = 300")
    return settlement


@pytest.fixture
def verified(listed: Settlement) -> Claim:
    claim = make.filed(listed, **of_ana())
    services.verify_one(claim=claim, by=User.objects.service("tests"), now=make.NOW)
    claim.refresh_from_db()
    assert (claim.status, claim.member_no) == ("approved", 1)
    return claim


def of_ana(**changed: object) -> dict[str, object]:
    ana = {
        "first_name": "Ana",
        "last_name": "Brown-Núñez",
        "email": "ana.brown@gmail.com",
        "phone": "312 555 0142",
        "signature": "Ana Brown-Núñez",
    }
    return ana | changed


def rekey(settlement: Settlement, by: User, why: str = "a laptop was stolen") -> Job:
    return rekey_roster(settlement=settlement, why=why, by=by, now=timezone.now())


def _found(settlement: Settlement) -> list[tuple[object, ...]]:
    found = lookup.find(settlement=settlement, identifiers=BY_EMAIL)
    return [(each.member_no, each.matched_on, each.flags, each.state) for each in found]


def stored(claim: Claim) -> tuple[object, ...]:
    claim.refresh_from_db()
    return (claim.notice_key, claim.email_key, claim.phone_key, claim.name_key)


def test_the_same_look_ups_find_the_same_members(listed: Settlement, alice: User) -> None:
    before, rows = _found(listed), sql.rows(KEYS)
    detail = details.open_detail(settlement=listed, member_no=1_102, purpose="why", by=alice)

    rekey(listed, alice)
    work_off()

    after = sql.rows(KEYS)
    assert _found(listed) == before
    assert [row[:3] for row in after] == [row[:3] for row in rows]
    assert all(new[3] != old[3] for new, old in zip(after, rows, strict=True) if old[3])
    assert lookup.find_by_code(
        settlement=listed, notice_id=ANA["notice_id"], code=ANA["confirmation_code"]
    )
    assert (
        details.open_detail(settlement=listed, member_no=1_102, purpose="why", by=alice) == detail
    )


def test_the_old_key_is_destroyed_and_opens_nothing_that_is_left(
    listed: Settlement, alice: User
) -> None:
    old = keys.roster_key(listed.pk, "roster/details", version=1)

    rekey(listed, alice)
    work_off()

    assert keys.roster_version(listed.pk) == 2
    with pytest.raises(keys.KeyDestroyed):
        keys.roster_key(listed.pk, "roster/details", version=1)
    with pytest.raises(SealBroken):
        whole.stretch(settlement_id=listed.pk, key=old, block=0)
    assert RosterImport.objects.get().key_version == 2
    kinds = Event.objects.filter(entity="roster", why="a laptop was stolen")
    assert [*kinds.order_by("pk").values_list("kind", flat=True)] == [
        "roster.rekey_begun",
        "roster.rekeyed",
        "roster.key_destroyed",
    ]


def test_claims_verified_before_stay_verified_and_are_keyed_anew(
    verified: Claim, alice: User
) -> None:
    before, paid_to, verdicts = stored(verified), verified.payment_key, verified.verdicts.count()

    rekey(verified.settlement, alice)
    work_off()

    assert all(new != old for new, old in zip(stored(verified), before, strict=True) if old)
    assert (verified.status, verified.member_no, verified.key_version) == ("approved", 1, 2)
    assert verified.payment_key == paid_to
    assert verified.verdicts.count() == verdicts
    assert services.unlisted(verified.settlement) == 0
    assert (
        services.verify_due(
            settlement_id=verified.settlement_id,
            before=timezone.now(),
            by=alice,
            now=timezone.now(),
        )
        is None
    )


def test_a_claim_filed_during_it_is_verified_afterwards(verified: Claim, alice: User) -> None:
    settlement, service = verified.settlement, User.objects.service("tests")
    job = rekey(settlement, alice)
    filed = make.filed(settlement, first_name="Ben", last_name="Brown", email="ben@example.org")

    assert services.is_matching(settlement)
    assert not services.verify_one(claim=filed, by=service, now=make.NOW)
    assert (
        services.verify_range(
            settlement=settlement, first=filed.pk, last=filed.pk, by=service, now=make.NOW
        )
        == 0
    )
    assert services.open_verification(settlement=settlement, by=service) == job

    work_off()

    assert not services.is_matching(settlement)
    assert services.verify_one(claim=filed, by=service, now=make.NOW)
    filed.refresh_from_db()
    assert filed.member_no == 2


def test_a_filing_that_began_before_the_switch_is_keyed_when_it_is_matched(
    listed: Settlement, alice: User
) -> None:
    """Its transaction ended after all: it stands with the old version."""
    claim = make.filed(listed, **of_ana())
    old = stored(claim)
    rekey(listed, alice)
    work_off()
    Claim.objects.filter(pk=claim.pk).update(
        key_version=1, notice_key=old[0], email_key=old[1], phone_key=old[2], name_key=old[3]
    )

    services.verify_one(claim=claim, by=User.objects.service("tests"), now=make.NOW)

    claim.refresh_from_db()
    assert (claim.key_version, claim.status, claim.member_no) == (2, "approved", 1)


def _killed(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


type Kill = Callable[[pytest.MonkeyPatch], None]


def _in_the_second_batch(patch: pytest.MonkeyPatch) -> None:
    real = remaking._load

    def load(made: remaking.Remade, wanted: range, **more: object) -> None:
        if wanted.start > 0:
            raise KeyboardInterrupt
        real(made, wanted, **more)  # type: ignore[arg-type]

    patch.setattr(remaking, "_load", load)


@pytest.mark.parametrize(
    "kill",
    [
        _in_the_second_batch,
        lambda patch: patch.setattr(ClassList, "index", _killed),
        lambda patch: patch.setattr(services, "open_rekeying", _killed),
        lambda patch: patch.setattr(rekeying, "ranges", _killed),
    ],
    ids=["building", "indexing", "before the switch", "in the switch"],
)
def test_killed_it_goes_on_when_it_is_called_again(
    verified: Claim, alice: User, monkeypatch: pytest.MonkeyPatch, kill: Kill
) -> None:
    settlement = verified.settlement
    monkeypatch.setattr(remaking, "BATCH", 1)
    monkeypatch.setattr(remaking, "STRETCH", 1)
    with monkeypatch.context() as patch:
        kill(patch)
        with pytest.raises(KeyboardInterrupt):
            rekey(settlement, alice)
    (found,) = lookup.find(settlement=settlement, identifiers=BY_EMAIL)  # under the old key
    assert (found.member_no, keys.roster_version(settlement.pk)) == (1, 1)

    rekey(settlement, alice, why="")
    work_off()

    (found,) = lookup.find(settlement=settlement, identifiers=BY_EMAIL)
    assert (found.member_no, keys.roster_version(settlement.pk)) == (1, 2)
    assert sql.value("SELECT count(*) FROM settlement_classmember") == 1_101
    assert Rekeying.objects.get().finished_at


BUILT = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^roster_.*_v2$'"


@pytest.fixture
def built(listed: Settlement, alice: User, monkeypatch: pytest.MonkeyPatch) -> Settlement:
    """A re-keying was killed before the switch: what it built stands beside the list in use."""
    with monkeypatch.context() as patch:
        patch.setattr(services, "open_rekeying", _killed)
        with pytest.raises(KeyboardInterrupt):
            rekey(listed, alice)
    assert sql.value(BUILT) == 2
    return listed


def test_a_list_that_overtakes_a_killed_re_keying_takes_away_what_that_built(
    built: Settlement, alice: User, tmp_path: Path
) -> None:
    path = write(tmp_path / "new.csv", ANA)
    import_(built, path, by=alice, wishes=Wishes(dry_run=True))
    assert sql.value(BUILT) == 2  # a trial leaves the list in use, and what goes on with it

    import_(built, path, by=alice)
    assert sql.value(BUILT) == 0

    services.open_verification(settlement=built, by=alice)
    work_off()
    rekey(built, alice, why="")
    work_off()
    assert keys.roster_version(built.pk) == 2
    assert sql.value(BUILT) == 0
    assert len(_found(built)) == 1


def test_a_supplement_takes_it_away_too(built: Settlement, alice: User, tmp_path: Path) -> None:
    names = ("member_ref", "email")
    path = write(tmp_path / "more.csv", ANA | {"email": "ana@new.example"}, names=names)

    import_(built, path, by=alice, wishes=Wishes(supplement=True))

    assert sql.value(BUILT) == 0


def test_when_the_job_is_called_again_it_is_the_same(verified: Claim, alice: User) -> None:
    first = rekey(verified.settlement, alice)

    assert rekey(verified.settlement, alice) == first
    Job.objects.filter(pk=first.pk).update(status="stopped")
    assert services.is_matching(verified.settlement)
    again = rekey(verified.settlement, alice)
    assert again != first
    work_off()
    assert Rekeying.objects.get().finished_at


def test_what_was_built_of_a_list_since_changed_is_built_again(
    listed: Settlement, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(services, "open_rekeying", _killed)
        with pytest.raises(KeyboardInterrupt):
            rekey(listed, alice)
    change = RosterChange.objects.create(settlement=listed, kind="supplement", made_by=alice)
    sql.run("DELETE FROM settlement_classmember WHERE member_no = 400")

    with pytest.raises(services.BeingVerified):
        rekey(listed, alice)
    Job.objects.create(
        settlement=listed,
        kind="renewal",
        status="done",
        data={"changes": [change.pk]},
        chunk_task="",
        closing_task="",
        made_by=alice,
    )
    rekey(listed, alice)

    assert sql.value("SELECT count(*) FROM settlement_classmember") == 1_100


def test_after_a_supplement_members_are_found_by_what_it_gave_and_by_nothing_else(
    listed: Settlement, alice: User, tmp_path: Path
) -> None:
    names = ("member_ref", "email", "illinois_creator", "action")
    changed = ANA | {"email": "ana@new.example", "action": "change"}
    gone = BEN | {"action": "remove"}
    path = write(tmp_path / "more.csv", changed, gone, names=names)
    import_(listed, path, by=alice, wishes=Wishes(supplement=True))
    services.open_verification(settlement=listed, by=alice)
    work_off()

    rekey(listed, alice)
    work_off()

    (ana,) = lookup.find(settlement=listed, identifiers={"email": ["ana@new.example"]})
    assert (ana.member_no, dict(ana.flags)) == (1, {"illinois_creator": True})
    for nobody in (ANA["email"], BEN["email"]):
        assert lookup.find(settlement=listed, identifiers={"email": [nobody]}) == []
    detail = details.open_detail(settlement=listed, member_no=1, purpose="why", by=alice)
    assert (detail.email, detail.line1) == ("ana@new.example", ANA["line1"])


def test_a_supplements_details_are_keyed_as_they_are_now(listed: Settlement, alice: User) -> None:
    """Ana's new address stands where another's stood, as a supplement would have it."""
    sql.run("DELETE FROM settlement_classmember WHERE member_no = 301")
    sql.run(
        "INSERT INTO settlement_detailplace (settlement_id, member_no, place_no, columns)"
        " VALUES (%(case)s, 1, 301, 8)",
        case=listed.pk,
    )
    new = details.open_detail(settlement=listed, member_no=1, purpose="why", by=alice).email

    rekey(listed, alice)

    (found,) = lookup.find(settlement=listed, identifiers={"email": [new]})
    assert found.member_no == 1
    assert lookup.find(settlement=listed, identifiers=BY_EMAIL) == []


def test_it_is_refused_without_a_reason_or_a_list(settlement: Settlement, alice: User) -> None:
    with pytest.raises(Refusal, match="no class list in use"):
        rekey(settlement, alice)


def test_it_waits_while_claims_are_verified(verified: Claim, alice: User) -> None:
    services.open_verification(settlement=verified.settlement, by=alice)

    with pytest.raises(services.BeingVerified, match="being verified"):
        rekey(verified.settlement, alice)


def test_the_disk_keeps_no_row_of_the_old_key(
    listed: Settlement,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rekey(listed, alice)
    under_way = roster.under_way(listed)
    assert under_way is not None
    written_anew: list[bool] = []
    monkeypatch.setattr(roster, "forget_wrapped_keys", lambda: written_anew.append(True))

    with django_capture_on_commit_callbacks(execute=True):
        roster.finish(under_way, by=alice, now=timezone.now())

    assert written_anew


def test_the_command_does_all_of_it(verified: Claim, bob: User) -> None:
    ada, out = make.user("administrator", name="Ada"), StringIO()
    with pytest.raises(CommandError, match="no role that may do this"):
        call_command("rekey_roster", "small", "--why", "a leak", "--by", bob.email)

    call_command("rekey_roster", "small", "--why", "a leak", "--by", ada.email, stdout=out)

    assert "Claims keyed anew: 1." in out.getvalue()
    assert "under version 2 of its key" in out.getvalue()
    assert roster.under_way(verified.settlement) is None
