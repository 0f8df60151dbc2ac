"""When the court says so the class list ends: its key destroyed, its tables dropped, certified."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.custody import ending
from settlement.custody.certificate import Certificate
from settlement.errors import Refusal
from settlement.imports.alone import alone
from settlement.keys import services as keys
from settlement.keys.models import CaseKey, Scope
from settlement.roster import details, lookup
from settlement.roster.models import ImportStatus, RosterImport
from settlement.sealed import SealBroken, canonical, key_id, unseal
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import dumped, make
from tests.settlement.roster.listing import ANA, BEN, import_, write

ORDER = "Order of March 1, 2027, Dkt. 400"
LEFT = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'roster\\_%%'"


@pytest.fixture
def listed(settlement: Settlement, alice: User, tmp_path: Path) -> Settlement:
    """A case whose list replaced another, with a rejected line and an interrupted import."""
    import_(settlement, write(tmp_path / "old.csv", ANA), by=alice)
    faulty = BEN | {"member_ref": "B", "illinois_creator": "perhaps"}
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN, faulty), by=alice)
    left = RosterImport.objects.create(settlement=settlement, files=[], sha256="0", made_by=alice)
    sql.run(f"CREATE TABLE roster_members_{left.pk} (member_no integer)")
    sql.run(f"CREATE TABLE roster_details_{left.pk}_v2 (block integer)")
    return settlement


def end(settlement: Settlement, by: User, *, roster_only: bool = False) -> Certificate:
    return ending.destroy(
        settlement=settlement,
        roster_only=roster_only,
        order=ORDER,
        stays={"ledger entries": 7},
        by=by,
        now=timezone.now(),
    )


def test_no_table_of_the_list_is_left_and_look_ups_and_openings_refuse(
    listed: Settlement, alice: User
) -> None:
    end(listed, alice, roster_only=True)

    assert sql.rows(LEFT) == []
    with pytest.raises(keys.KeyDestroyed, match="class list was destroyed"):
        lookup.find(settlement=listed, identifiers={"email": [ANA["email"]]})
    with pytest.raises(keys.KeyDestroyed, match="class list was destroyed"):
        lookup.find_by_code(settlement=listed, notice_id=ANA["notice_id"], code="x")
    with pytest.raises(Refusal, match="no such member"):
        details.open_detail(settlement=listed, member_no=1, purpose="why", by=alice)


def test_the_list_may_end_before_the_rest(listed: Settlement, alice: User) -> None:
    first = end(listed, alice, roster_only=True)
    assert keys.case_key(listed.pk, "claims/version")

    rest = end(listed, alice)

    assert [key.scope for key in first.keys] == ["roster"]
    assert [key.scope for key in rest.keys] == ["case"]
    with pytest.raises(keys.KeyDestroyed):
        keys.case_key(listed.pk, "claims/version")
    with pytest.raises(Refusal, match="destroyed before"):
        end(listed, alice)


def test_the_certificate_names_what_was_destroyed_and_what_stays(
    listed: Settlement, alice: User
) -> None:
    certificate = end(listed, alice)

    assert [(each.was, each.loaded, each.rejected) for each in certificate.imports] == [
        ("replaced by a later list", 1, 0),
        ("in use", 2, 1),
        ("loading", 0, 0),
    ]
    delivered = certificate.imports[1].files[0]
    assert delivered["sha256"] == certificate.imports[1].sha256
    assert len(certificate.tables) == 4
    assert all(table.size >= 0 for table in certificate.tables)
    assert [(key.scope, key.version) for key in certificate.keys] == [("case", 1), ("roster", 1)]
    text = certificate.as_text()
    for words in (ORDER, "ledger entries: 7", str(delivered["sha256"]), certificate.sha256):
        assert words in text


def test_the_log_keeps_the_certificate_whole(listed: Settlement, alice: User) -> None:
    certificate = end(listed, alice)

    event = Event.objects.get(kind="case.destroyed")
    assert (event.actor, event.why) == (alice, ORDER)
    kept = event.data["certificate"]
    assert kept.pop("sha256") == certificate.sha256
    assert hashlib.sha256(canonical(kept)).hexdigest() == certificate.sha256


def test_rejects_files_are_deleted_and_imports_say_what_became_of_them(
    listed: Settlement, alice: User
) -> None:
    path = Path(RosterImport.objects.get(status=ImportStatus.READY).rejects_file)
    assert path.is_file()
    assert path.is_relative_to(settings.PRORATA_VAR)

    assert end(listed, alice).files == [path.name]

    assert not path.exists()
    assert [*RosterImport.objects.order_by("pk").values_list("status", flat=True)] == [
        "replaced",
        "destroyed",
        "failed",
    ]


def test_another_case_is_untouched(listed: Settlement, alice: User, tmp_path: Path) -> None:
    other = make.settlement(slug="other")
    import_(other, write(tmp_path / "other.csv", ANA), by=alice)

    end(listed, alice)

    (found,) = lookup.find(settlement=other, identifiers={"email": [ANA["email"]]})
    detail = details.open_detail(
        settlement=other, member_no=found.member_no, purpose="why", by=alice
    )
    assert detail.first_name == "Ana"


def test_it_waits_for_an_import_and_for_a_job(listed: Settlement, alice: User) -> None:
    with alone(listed.pk), pytest.raises(Refusal, match="import of this case"):
        end(listed, alice)
    Job.objects.create(
        settlement=listed, kind="matching", chunk_task="x", closing_task="x", made_by=alice
    )
    with pytest.raises(ending.StillOpen, match="matching"):
        end(listed, alice)

    assert CaseKey.objects.filter(settlement=listed, destroyed_at=None).count() == 2


def test_without_an_order_nothing_happens(listed: Settlement, alice: User) -> None:
    with pytest.raises(Refusal, match="--order"):
        ending.destroy(
            settlement=listed, roster_only=False, order=" ", stays={}, by=alice, now=timezone.now()
        )

    assert keys.roster_version(listed.pk) == 1


def unwrapped(settlement: Settlement) -> list[str]:
    """What a thief with a dump and the master key gets: whose keys they are.

    A wrapped key is told by its head, which names the master key's own; so the thief tries
    every place in the dump where such a head stands, for every scope and version.
    """
    wrap = keys.house_key("wrap")
    head = b"1" + key_id(wrap)
    places = {
        (scope, version): f"casekey/{settlement.pk}/{scope}/{version}"
        for scope in Scope
        for version in range(1, 5)
    }
    found = set()
    for data in dumped.everything().values():
        start = data.find(head)
        while start >= 0:
            for (scope, version), about in places.items():
                if _opens(data[start : start + 65], wrap, about):
                    found.add(f"{scope} {version}")
            start = data.find(head, start + 1)
    return sorted(found)


def _opens(sealed: bytes, key: bytes, about: str) -> bool:
    try:
        return len(unseal(sealed, key=key, about=about)) == 32
    except SealBroken:
        return False


def test_nothing_can_be_read_from_a_dump_and_the_master_key(
    listed: Settlement, alice: User
) -> None:
    keys.make_next_roster_key(settlement_id=listed.pk)
    assert unwrapped(listed) == ["case 1", "roster 1", "roster 2"]  # the thief knows how

    end(listed, alice, roster_only=True)
    assert unwrapped(listed) == ["case 1"]

    end(listed, alice)
    assert unwrapped(listed) == []
