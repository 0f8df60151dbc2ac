"""Limits on what strangers may try, counted in Redis. Only failures are spent: who enters a right
code is never held up.

Where Redis does not answer nothing is limited: codes of forty bits hold alone, and nobody is locked
out of a court's settlement by a cache.
"""

import logging
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` failures of one person or thing within `seconds` of the first."""

    name: str
    most: int
    seconds: int


def is_spent(limit: Limit, who: str) -> bool:
    """Whether `who` (an address, a number, a code's other half) has failed too often."""
    try:
        return int(cache.get(_key(limit, who), 0)) >= limit.most
    except RedisError as error:
        log.warning("the limit %s is not kept: %s", limit.name, error)
        return False


def spend(limit: Limit, who: str) -> None:
    """Count one failure of `who`."""
    key = _key(limit, who)
    try:
        if not cache.add(key, 1, timeout=limit.seconds):
            cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=limit.seconds)
    except RedisError as error:
        log.warning("a failure against %s is not counted: %s", limit.name, error)


def _key(limit: Limit, who: str) -> str:
    return f"limit/{limit.name}/{sha256(who.encode()).hexdigest()[:32]}"
