"""Numbers are given out in order and never again, over rounds."""

import pytest

from payouts.payments import numbers
from payouts.payments.numbers import Series

pytestmark = pytest.mark.django_db

TRACES = Series("ach", "12104288", first=1, most=100, prefix="12104288", digits=7)


def test_numbers_go_on_where_they_ended() -> None:
    assert [numbers.take(TRACES, count)[1] for count in (10, 5, 85)] == [1, 11, 16]


def test_a_file_that_does_not_fit_the_round_begins_the_next() -> None:
    first_round, _first = numbers.take(TRACES, 60)

    second_round, first = numbers.take(TRACES, 60)

    assert (second_round.round, first) == (first_round.round + 1, 1)
    assert numbers.take(TRACES, 1) == (second_round, 61)


def test_each_odfi_and_each_account_has_its_own() -> None:
    numbers.take(TRACES, 60)
    checks = Series("check", "121042882/6789", first=1001, most=10**8 - 1, prefix="", digits=0)

    assert numbers.take(checks, 3)[1] == 1001
    assert numbers.take(checks, 1)[1] == 1004
