"""The broker's transport: Kombu's for Redis, but a channel that lost its connection says just that.

A worker that loses the broker while it works goes on and acknowledges in vain when it is done.
Celery bears a ConnectionError there, and Kombu raises an AttributeError, of which the worker dies
with all its processes.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as ConnectionLost


class Channel(redis.Channel):
    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if getattr(self.connection, "client", None) is None:
            raise ConnectionLost("The connection to the broker is lost.")
        # The stubs do not know this method.
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[misc, no-any-return]


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Let every redis:// URL lead to this transport."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
