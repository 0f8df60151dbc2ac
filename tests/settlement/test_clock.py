"""The moment of arrival is the database's, whatever the web server's own clock says."""

from datetime import UTC, datetime

import pytest
import time_machine

from settlement.clock import arrival

pytestmark = pytest.mark.django_db


def test_a_web_server_whose_clock_is_wrong_does_not_move_the_arrival() -> None:
    before = datetime.now(UTC)

    with time_machine.travel(datetime(2040, 1, 1, tzinfo=UTC)):
        arrived = arrival()

    assert abs((arrived - before).total_seconds()) < 60


def test_the_clock_does_not_stand_still_within_a_transaction() -> None:
    assert arrival() < arrival()
