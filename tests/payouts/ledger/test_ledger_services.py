"""No cent is created or lost, and no account is overdrawn, whatever a posting says."""

import pytest
from django.db import IntegrityError, connection, transaction

from payouts.ledger import services as ledger
from payouts.ledger import statements
from payouts.ledger.chart import AWARDS, CASH, FUND, NET, Side, credit, debit, reverse
from payouts.ledger.deductions import Overdrawn
from payouts.ledger.models import Balance, Entry, Leg
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying


def fund(settlement: Settlement, by: User, amount_cents: int, reference: str = "FED-1") -> None:
    ledger.confirm_funding(
        settlement=settlement,
        amount_cents=amount_cents,
        bank_reference=reference,
        by=by,
        now=NOW,
    )


def held(settlement: Settlement) -> dict[str, int]:
    return {each.account: each.cents for each in ledger.balances(settlement)}


def test_the_whole_fund_is_deducted_from_and_the_rest_is_for_the_class(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 1_000_000)

    assert held(settlement) == {
        CASH: 1_000_000,
        FUND: 0,
        "deductions:attorney_fees": 250_000,
        "deductions:administration": 50_000,
        NET: 700_000,
    }
    assert Event.objects.get(kind="fund.confirmed").data["amount"] == "10000.00"


def test_a_part_of_the_fund_is_kept_whole_until_the_rest_has_come(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 400_000, "FED-1")
    assert held(settlement) == {CASH: 400_000, FUND: 400_000}

    fund(settlement, alice, 600_000, "FED-2")
    assert held(settlement)[NET] == 700_000
    assert ledger.funded(settlement) == 1_000_000


def test_the_same_confirmation_is_recorded_once(settlement: Settlement, alice: User) -> None:
    fund(settlement, alice, 400_000)

    with pytest.raises(Refusal, match="recorded before"):
        fund(settlement, alice, 400_000)

    assert held(settlement)[CASH] == 400_000


@pytest.mark.parametrize(
    ("amount_cents", "sentence"), [(1_000_001, "more than the gross fund"), (0, "more than noth")]
)
def test_funding_that_cannot_be_is_refused(
    settlement: Settlement, alice: User, amount_cents: int, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        fund(settlement, alice, amount_cents)

    assert not Entry.objects.exists()


def test_an_entry_posted_again_changes_nothing(settlement: Settlement, alice: User) -> None:
    legs = [debit(CASH, 500), credit(FUND, 500)]

    posted = [
        ledger.post(settlement=settlement, kind="test", ref="1", legs=legs, memo="", by=alice)
        for _delivery in range(2)
    ]

    assert posted == [True, False]
    assert held(settlement) == {CASH: 500, FUND: 500}


@pytest.mark.parametrize(
    "legs", [[debit(CASH, 500), credit(FUND, 499)], [debit(CASH, 500)]], ids=["a cent", "one leg"]
)
def test_an_entry_out_of_balance_is_refused_by_the_database(
    settlement: Settlement, alice: User, legs: list[Side]
) -> None:
    with pytest.raises(IntegrityError, match="do not balance"):
        ledger.post(settlement=settlement, kind="test", ref="1", legs=legs, memo="", by=alice)

    assert not Entry.objects.exists()


def test_an_account_is_never_overdrawn(settlement: Settlement, alice: User) -> None:
    fund(settlement, alice, 1_000_000)
    legs = [debit(NET, 700_001), credit(AWARDS, 700_001)]

    with pytest.raises(Overdrawn, match="net fund has less than that"):
        ledger.post(settlement=settlement, kind="run", ref="1", legs=legs, memo="", by=alice)

    assert held(settlement)[NET] == 700_000


def test_a_reversed_entry_leaves_every_balance_as_it_was(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 1_000_000)
    before = held(settlement)
    legs = [debit(NET, 700_000), credit(AWARDS, 699_000), credit("residual", 1_000)]

    ledger.post(settlement=settlement, kind="run", ref="1", legs=legs, memo="", by=alice)
    posted = ledger.legs_of(settlement=settlement, kind="run", ref="1")
    ledger.post(
        settlement=settlement, kind="reversal", ref="1", legs=reverse(posted), memo="", by=alice
    )

    assert held(settlement) == before | {AWARDS: 0, "residual": 0}


def test_deductions_lowered_by_the_court_make_the_net_greater(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 1_000_000)
    small = (make.DATA / "small.toml").read_text()
    paying.amend(settlement, small.replace('amount = "500.00"', 'amount = "400.00"'))
    assert ledger.is_behind(settlement)

    assert ledger.deduct(settlement=settlement, by=alice)
    assert not ledger.deduct(settlement=settlement, by=alice)

    assert not ledger.is_behind(settlement)
    assert held(settlement) == {
        CASH: 1_000_000,
        FUND: 0,
        "deductions:attorney_fees": 250_000,
        "deductions:administration": 40_000,
        NET: 710_000,
    }
    assert {(leg.account, leg.cents) for leg in Leg.objects.filter(entry__ref="2")} == {
        ("deductions:administration", 10_000),
        (NET, -10_000),
    }


def test_money_is_recorded_though_an_approved_run_holds_more_than_the_new_net(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 1_000_000)
    legs = [debit(NET, 700_000), credit(AWARDS, 700_000)]
    ledger.post(settlement=settlement, kind="run", ref="1", legs=legs, memo="", by=alice)
    small = (make.DATA / "small.toml").read_text()
    more = small.replace('gross = "10000.00"', 'gross = "10001.00"')
    paying.amend(settlement, more.replace('amount = "500.00"', 'amount = "900.00"'))

    fund(settlement, alice, 100, "FED-2")

    assert (held(settlement)[FUND], held(settlement)[NET]) == (100, 0)
    assert ledger.is_behind(settlement)


def test_two_cases_keep_their_money_apart(settlement: Settlement, alice: User) -> None:
    other = make.settlement(slug="other")
    fund(settlement, alice, 1_000_000)
    fund(other, alice, 10_000)

    assert held(other) == {CASH: 10_000, FUND: 10_000}
    assert held(settlement)[CASH] == 1_000_000


def test_one_statement_posts_a_leg_for_each_row_of_a_query(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 1_000_000)
    legs = """
        SELECT 'net', 1 + n %% 2, 'P' || n FROM generate_series(1, %(payments)s) n
        UNION ALL SELECT 'awards', -(1 + n %% 2), 'P' || n FROM generate_series(1, %(payments)s) n
    """

    assert ledger.post_selected(
        settlement=settlement,
        kind="batch",
        ref="1",
        legs=legs,
        accounts=[NET, AWARDS],
        memo="",
        by=alice,
        payments=1_000,
    )

    assert held(settlement)[AWARDS] == 1_500
    assert Leg.objects.filter(entry__kind="batch", ref="P7").count() == 2


def test_legs_are_not_added_to_an_entry_afterwards(settlement: Settlement, alice: User) -> None:
    fund(settlement, alice, 400_000)
    entry = Entry.objects.get(kind="funding")

    with pytest.raises(IntegrityError, match="has its legs already"), transaction.atomic():
        Leg.objects.bulk_create(
            Leg(entry=entry, account=account, cents=cents)
            for account, cents in [(CASH, 5), (FUND, -5)]
        )


def test_legs_of_no_entry_are_refused(settlement: Settlement) -> None:
    with pytest.raises(IntegrityError, match="no entry"), transaction.atomic():
        Leg.objects.create(entry_id=-1, account=CASH, cents=5)


@pytest.mark.parametrize("table", ["payouts_entry", "payouts_leg", "payouts_balance"])
def test_what_was_posted_cannot_be_edited(settlement: Settlement, alice: User, table: str) -> None:
    fund(settlement, alice, 400_000)

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):  # noqa: S608
        with (
            pytest.raises(Exception, match=r"(?i)cannot update or delete|follow the legs"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_carried_balances_equal_the_sums_of_the_legs(
    settlement: Settlement, alice: User
) -> None:
    fund(settlement, alice, 1_000_000)

    lines = statements.trial_balance(settlement_id=settlement.pk)

    assert {line.account: line.legs_cents for line in lines} == {
        row.account: row.cents for row in Balance.objects.all()
    }
    assert all(line.legs_cents == line.kept_cents for line in lines)
    assert sum(line.debit_cents for line in lines) == sum(line.credit_cents for line in lines)


def test_an_account_shows_what_each_entry_moved(settlement: Settlement, alice: User) -> None:
    fund(settlement, alice, 400_000, "FED-1")
    fund(settlement, alice, 600_000, "FED-2")

    found = statements.movements(settlement_id=settlement.pk, account=CASH, before=2**62, most=10)

    assert [(each.ref, each.change_cents, each.made_by) for each in found] == [
        ("FED-2", 600_000, "Alice"),
        ("FED-1", 400_000, "Alice"),
    ]
