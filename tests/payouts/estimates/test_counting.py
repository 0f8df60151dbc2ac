"""The class and the claims are counted off the request, once, and anew where it matters."""

from datetime import timedelta

import pytest

from payouts.estimates import counting
from payouts.estimates.counting import count_claims, count_due, filed_in, listed_in
from payouts.estimates.models import Tally
from settlement import sql
from settlement.accounts.models import User
from settlement.roster.models import ImportStatus, RosterChange, RosterImport
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of
from tests import make
from tests.payouts.estimates import classes
from tests.payouts.estimates.classes import CREATED, FLAG

pytestmark = pytest.mark.django_db
NOW = make.NOW

MEMBERS = """
    INSERT INTO {members} (settlement_id, member_no, flags, state, ref_key)
    SELECT {case}, n, CASE WHEN n <= 3 THEN 2 WHEN n <= 10 THEN 1 ELSE 0 END, 0, n
      FROM generate_series(1, 12) n
"""


def listed(settlement: Settlement) -> RosterImport:
    """A class list in use of 3 members with the flag, 7 without, 2 unknown."""
    by = User.objects.service("tests")
    in_use = RosterImport.objects.create(
        settlement=settlement, status=ImportStatus.READY, files=[], sha256="0" * 64, made_by=by
    )
    made = ClassList(settlement_id=settlement.pk, import_id=in_use.pk)
    made.make()
    sql.run(made.named(MEMBERS))
    made.index()
    made.attach()
    return in_use


def test_the_list_in_use_is_counted_by_the_flags_that_the_plan_reads(
    settlement: Settlement,
) -> None:
    listed(settlement)

    tally = counting.count_class(settlement=settlement, now=NOW)

    terms = terms_of(settlement)
    assert listed_in(tally, terms) == [({FLAG: None}, 2), ({FLAG: False}, 7), ({FLAG: True}, 3)]


def test_what_was_counted_is_not_counted_again(settlement: Settlement) -> None:
    listed(settlement)

    assert {each.of for each in count_due(settlement=settlement, now=NOW)} == {"class", "claims"}
    assert count_due(settlement=settlement, now=NOW + timedelta(minutes=9)) == []


def test_claims_are_counted_anew_after_ten_minutes(settlement: Settlement) -> None:
    count_due(settlement=settlement, now=NOW)
    make.claim(settlement)

    (again,) = count_due(settlement=settlement, now=NOW + timedelta(minutes=10))

    assert (again.of, again.total) == ("claims", 1)


def test_what_takes_long_is_counted_seldom(settlement: Settlement) -> None:
    count_due(settlement=settlement, now=NOW)
    Tally.objects.filter(of="claims").update(took_ms=60_000)

    assert count_due(settlement=settlement, now=NOW + timedelta(minutes=99)) == []
    assert count_due(settlement=settlement, now=NOW + timedelta(minutes=100)) != []


def test_a_change_of_the_list_is_counted(settlement: Settlement) -> None:
    in_use = listed(settlement)
    count_due(settlement=settlement, now=NOW)
    RosterChange.objects.create(
        settlement=settlement, kind=RosterChange.Kind.MERGE, made_by=in_use.made_by
    )

    (again,) = count_due(settlement=settlement, now=NOW)

    assert again.of == "class"


def test_counts_for_another_plan_mean_nothing(settlement: Settlement) -> None:
    listed(settlement)
    count_due(settlement=settlement, now=NOW)
    make.next_version(settlement, classes.small_text("1 + years"))

    terms = terms_of(settlement)
    assert [listed_in(each, terms) for each in Tally.objects.filter(of="class")] == [[]]
    assert len(count_due(settlement=settlement, now=NOW)) == 2


def test_a_sample_stands_for_too_many_different_claims(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.next_version(settlement, classes.small_text("1 + years"))
    monkeypatch.setattr(counting, "MOST_LINES", 4)
    for years in range(10):
        for _claim in range(2):
            make.claim(settlement, answers={CREATED: False, "years": years})

    tally = count_claims(settlement=settlement, now=NOW)

    filed = filed_in(tally, terms_of(settlement))
    assert tally.total == 20
    assert sum(each.count for each in filed) == 20
    assert [each.answers["years"] for each in filed] == [2, 4, 7, 9]


def test_claims_that_were_decided_against_are_not_counted(settlement: Settlement) -> None:
    for status in ("filed", "approved", "denied", "withdrawn", "duplicate", "excluded"):
        make.claim(settlement, status=status)

    assert count_claims(settlement=settlement, now=NOW).total == 2
