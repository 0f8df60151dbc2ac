"""A whole class is changed in every way; narrowed, the searches find what they would find anew."""

import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from claims.eligibility import services as eligibility
from claims.filing import services as filing
from claims.filing.services import Receipt
from claims.nearmisses import blocking
from claims.nearmisses.models import NearMiss, NearMissSearch
from settlement import sql
from settlement.accounts.models import User
from settlement.duplicates import merging
from settlement.roster.models import ClassMember, MemberAlias
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement
from tests import make
from tests.claims.nearmisses.conftest import Change, beat
from tests.claims.nearmisses.misspelling import claims as misspelt
from tests.settlement.roster import listing

MEMBERS, LISTED, CLAIMS = 240, 160, 120


@pytest.fixture
def changed(settlement: Settlement, tmp_path: Path, supplement: Change, bob: User) -> Settlement:
    """Misspelt claims of an invented class were searched for, of which a third came onto the
    list later, a part was taken from it, a part got other details, and some were merged."""
    service, people = User.objects.service("tests"), SyntheticClass(MEMBERS)
    rows = [
        {name: cell or "" for name, cell in each.items()}
        for each in people.table(np.arange(MEMBERS)).to_pylist()
    ]
    names = tuple(rows[0])
    path = listing.write(tmp_path / "class.csv", *rows[:LISTED], names=names)
    listing.import_(settlement, path, by=service)
    answers = filing.file_many(
        settlement=settlement,
        batch=[
            (uuid.uuid4(), each.contents) for each in misspelt(people, count=CLAIMS, strangers=20)
        ],
        by=service,
        now=make.NOW,
        notify=False,
    )
    ids = [answer.claim_id for answer in answers if isinstance(answer, Receipt)]
    eligibility.verify_range(
        settlement=settlement, first=min(ids), last=max(ids), by=service, now=make.NOW
    )
    beat()
    homes = people.table(np.arange(MEMBERS, 2 * MEMBERS)).to_pylist()
    moved = ("line1", "line2", "city", "zip", "email")
    lines = [row | {"action": "add"} for row in rows[LISTED:]]
    lines += [{"member_ref": row["member_ref"], "action": "remove"} for row in rows[120:135]]
    lines += [
        row | {name: homes[place][name] or "" for name in moved} | {"action": "change"}
        for place, row in enumerate(rows[135:150], start=135)
    ]
    supplement(*lines, names=(*names, "action"))
    listed = ClassMember.objects.order_by("member_no").values_list("member_no", flat=True)
    for one, other in zip(listed[105:145:2], listed[106:145:2], strict=False):
        merging.merge(settlement=settlement, one=one, other=other, by=bob, why="the same")
    assert MemberAlias.objects.count() == 20
    return settlement


def all_found() -> set[tuple[int, int, float, str]]:
    rows = NearMiss.objects.values_list("search_id", "member_no", "score", "found_by")
    return {(search_id, no, score, str(by)) for search_id, no, score, by in rows}


def test_narrowed_the_searches_find_what_they_would_find_anew(changed: Settlement) -> None:
    before = all_found()
    began = {search.pk: search.at for search in NearMissSearch.objects.all()}
    beat()
    narrowed = all_found()
    again = [pk for pk, when in began.items() if NearMissSearch.objects.get(pk=pk).at > when]

    NearMiss.objects.all().delete()
    NearMissSearch.objects.all().delete()
    beat()

    assert narrowed == all_found() != before
    assert len(narrowed - before) > 20
    assert len(before - narrowed) > 10
    assert len(again) < len(began)


@pytest.mark.parametrize(
    "without",
    [
        lambda patch: patch.setattr(blocking, "leading_to", lambda _keys, **_claims: []),
        lambda _patch: sql.run("UPDATE claims_nearmisssearch SET opened = '{}'"),
    ],
    ids=["what was added", "who was opened"],
)
def test_without_either_look_they_find_something_else(
    changed: Settlement,
    monkeypatch: pytest.MonkeyPatch,
    without: Callable[[pytest.MonkeyPatch], object],
) -> None:
    """The negative controls."""
    with monkeypatch.context() as patch:
        without(patch)
        beat()
    narrowed = all_found()
    NearMiss.objects.all().delete()
    NearMissSearch.objects.all().delete()
    beat()

    assert narrowed != all_found()
