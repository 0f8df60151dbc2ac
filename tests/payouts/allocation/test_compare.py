"""Two runs side by side: who gained, who lost, and the one cause for each claim."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.filing.models import Claim
from payouts.allocation import comparing, views
from payouts.allocation.models import Run
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.payouts import paying
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import approved, finished, member_list
from tests.payouts.allocation.test_run_pages import content, page, signed_in

pytestmark = pytest.mark.django_db
ILLINOIS = {"created_in_illinois": True}
ELSEWHERE = {"created_in_illinois": False}


def causes(then: Run, now: Run) -> dict[str, tuple[int, int, int]]:
    """Cause to claims, gained and lost."""
    found = comparing.together(then=then, now=now).causes
    return {each.key: (each.claims, each.gained, each.lost) for each in found}


def test_claims_that_came_and_went_move_the_value_for_the_others(settlement: Settlement) -> None:
    gone, _stays = approved(settlement, ELSEWHERE), approved(settlement, ELSEWHERE)
    then = finished(settlement)
    Claim.objects.filter(pk=gone.pk).update(status="withdrawn")
    for _claim in range(3):
        approved(settlement, ELSEWHERE)
    now = finished(settlement)

    together = comparing.together(then=then, now=now)

    assert causes(then, now) == {"new": (3, 3, 0), "gone": (1, 0, 1), "value": (1, 0, 1)}
    assert (together.in_both, together.only_now, together.only_then) == (1, 3, 1)
    assert (together.then_cents, together.now_cents) == (700_000, 700_000)


def test_an_amended_claim_gains_by_its_answers(settlement: Settlement) -> None:
    amended, _other = approved(settlement, ELSEWHERE), approved(settlement, ELSEWHERE)
    then = finished(settlement)
    Claim.objects.filter(pk=amended.pk).update(answers=ILLINOIS, version=2)
    now = finished(settlement)

    assert causes(then, now) == {"answers": (1, 1, 0), "value": (1, 0, 1)}


def test_what_the_class_list_knows_now_is_a_cause_of_its_own(settlement: Settlement) -> None:
    claim = approved(settlement, ELSEWHERE)
    approved(settlement, ELSEWHERE)
    then = finished(settlement)
    member_list(settlement, {claim.member_no or 0: True})
    now = finished(settlement)

    assert causes(then, now) == {"flags": (1, 1, 0), "value": (1, 0, 1)}


def test_another_settlement_file_is_the_cause_where_nothing_of_the_claim_is_another(
    settlement: Settlement,
) -> None:
    approved(settlement, ELSEWHERE)
    then = finished(settlement)
    paying.amend(settlement, text(net_cents=900_000))
    now = finished(settlement)

    assert causes(then, now) == {"terms": (1, 1, 0)}


def test_a_cap_that_binds_since_is_the_cause(db: None) -> None:
    case = make.settlement(
        text=text(
            net_cents=1_000,
            points="6 if created_in_illinois else 1",
            more='cap_per_claim = "4.00"',
        )
    )
    approved(case, ILLINOIS)
    others = [approved(case, ELSEWHERE) for _claim in range(12)]
    then = finished(case)  # 6/18 of $10.00: $3.33, below the cap
    Claim.objects.filter(pk__in=[claim.pk for claim in others[:6]]).update(status="withdrawn")
    now = finished(case)  # $5.00, held at $4.00; the others take the rest

    assert causes(then, now) == {"gone": (6, 0, 6), "limits": (1, 1, 0), "value": (6, 6, 0)}


def test_a_left_over_cent_that_went_to_another_is_told(db: None) -> None:
    case = make.settlement(text=text(net_cents=1_001, rounding="largest-remainder"))
    approved(case, {}, number="B-1")
    last = approved(case, {}, number="B-2")
    then = finished(case)
    Claim.objects.filter(pk=last.pk).update(number="A-1")
    now = finished(case)

    assert causes(then, now) == {"cent": (2, 1, 1)}


def test_a_run_beside_itself_says_the_same_of_all(settlement: Settlement) -> None:
    approved(settlement, ELSEWHERE)
    then, now = finished(settlement), finished(settlement)

    assert causes(then, now) == {"same": (1, 0, 0)}


def test_the_page_the_claims_and_the_tables_tell_it(settlement: Settlement, alice: User) -> None:
    for _claim in range(2):
        approved(settlement, ELSEWHERE)
    then = finished(settlement, by=alice)
    approved(settlement, ILLINOIS, number="B-NEW")
    now = finished(settlement, by=alice)
    beside = f"?with={then.number}"

    shown = content(page(alice, "run-page", now.public_id))
    assert f'href="{reverse("run-compare", args=[now.public_id])}?with=1">with run 1</a>' in shown
    client = signed_in(alice)
    compare = reverse("run-compare", args=[now.public_id])
    shown = content(client.get(compare + beside))
    assert "Run 2 beside run 1" in shown
    assert "1 claim gains and 2 lose" in shown
    assert "Newly approved: only in this run" in shown
    drilled = content(client.get(reverse("run-cause", args=[now.public_id, "new"]) + beside))
    assert "B-NEW" in drilled
    table = client.get(reverse("run-causes", args=[now.public_id]) + beside).content.decode()
    assert table.splitlines() == [
        "cause,claims,gained,lost,awarded then,awarded now,difference in cents",
        "Newly approved: only in this run,1,1,0,0.00,5250.00,525000",
        '"The value of a point, or the scale, is another",2,0,2,7000.00,1750.00,-525000',
    ]
    table = client.get(reverse("run-compared", args=[now.public_id]) + beside).content.decode()
    assert table.splitlines()[1:] == [
        "1,1,created_in_illinois: no,2,2,3500.00,875.00",
        "2,,created_in_illinois: yes,,1,,5250.00",
    ]


def test_a_page_of_claims_ends_with_a_key(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "PAGE", 2)
    then = finished(settlement)
    claims = [approved(settlement, ELSEWHERE) for _claim in range(5)]
    now = finished(settlement)
    seen: list[str] = []
    query = {"after": "0"}

    while query:
        listed = comparing.claims_listed(then=then, now=now, cause="new", query=query)
        seen += [claim.number for claim in listed.rows]
        query = {"after": listed.older.rpartition("=")[2]} if listed.older else {}

    assert seen == [claim.number for claim in claims]


@pytest.mark.parametrize("name", ["run-compare", "run-causes", "run-compared"])
def test_charlie_compares_nothing(
    settlement: Settlement, charlie: User, client: Client, name: str
) -> None:
    finished(settlement)
    now = finished(settlement)

    assert page(charlie, name, now.public_id).status_code == 403
    assert page(charlie, "run-cause", now.public_id, "new").status_code == 403
    assert client.get(reverse(name, args=[now.public_id])).status_code == 302


def test_any_earlier_run_is_found_by_its_number_and_no_later_one(
    settlement: Settlement, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_OTHERS", 1)
    first, second, third = (finished(settlement, by=alice) for _run in range(3))

    def beside(run: Run, query: str) -> int:
        path = reverse("run-compare", args=[run.public_id])
        return signed_in(alice).get(path + query).status_code

    assert beside(third, "?with=1") == 200
    assert beside(first, "") == 404
    assert beside(second, "?with=3") == 404
    assert "with run" not in content(page(alice, "run-page", first.public_id))


def test_another_distribution_is_not_compared(settlement: Settlement) -> None:
    """It divides other money: who has less in it has lost nothing."""
    finished(settlement)
    later = finished(settlement)
    later.distribution = 2

    assert [*comparing.comparable(later)] == []


def test_a_run_of_another_case_or_none_is_not_found(settlement: Settlement, alice: User) -> None:
    now = finished(settlement, by=alice)

    for query in ("", "?with=9", "?with=x"):
        answer = signed_in(alice).get(reverse("run-compare", args=[now.public_id]) + query)
        assert answer.status_code == 404
    assert sql.value("SELECT count(*) FROM payouts_run") == 1
