"""A worker that lost the broker while it worked acknowledges in vain, and lives."""

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as ConnectionLost

from settlement.celery import app


@pytest.fixture
def lost() -> Connection:
    connection: Connection = app.connection()
    connection.connect()
    return connection


def test_a_channel_that_lost_its_connection_says_so_by_an_error_that_celery_bears(
    lost: Connection,
) -> None:
    channel = lost.channel()
    lost.collect()  # as the worker's consumer does where the broker is gone
    bearable = lost.connection_errors

    with pytest.raises(ConnectionLost, match="The connection to the broker is lost") as error:
        channel.qos.ack("a message")

    assert isinstance(error.value, bearable)
