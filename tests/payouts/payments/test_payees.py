"""Who is paid: the claimant, or for a child its guardian."""

from datetime import date
from typing import Any

from claims.filing.contents import Contents
from payouts.payments.payees import payee_of

CHILD: dict[str, Any] = {"first_name": "Tom", "middle_name": "A", "last_name": "Doe"}


def test_a_claimant_is_paid_under_the_full_name() -> None:
    payee = payee_of(Contents(**CHILD, line1="12 Elm St", city="Dover", state="DE", zip="19901"))

    assert (payee.name, payee.check_name) == ("Tom A Doe", "Tom A Doe")
    assert (payee.line1, payee.city, payee.state, payee.zip) == (
        "12 Elm St",
        "Dover",
        "DE",
        "19901",
    )


def test_a_guardian_is_paid_for_the_child() -> None:
    payee = payee_of(
        Contents(
            **CHILD,
            capacity="guardian",
            guardian_first_name="Jane",
            guardian_last_name="Doe",
            birth_date=date(2015, 5, 5),
            payment_method="ach",
            routing="091000019",
            account="123456",
            account_type="savings",
        )
    )

    assert payee.name == "Jane Doe"  # whose account it is
    assert payee.check_name == "Jane Doe guardian for Tom A Doe"
    assert (payee.routing, payee.account, payee.savings) == ("091000019", "123456", True)
