"""Limits on guessing: token buckets in Redis, one for each limit and each who.

Redis holds neither addresses nor numbers, only keyed hashes of them. Where Redis is down nobody
is turned away: the codes are long enough to stand alone for a while, and an honest person must
not pay for our outage. It is logged.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.exceptions import RedisError

PATIENCE_SECONDS = 0.3  # a page does not wait for a dead Redis
IPV6_OF_ONE_HOME = 64  # bits; below it a customer chooses addresses freely

log = logging.getLogger(__name__)

# The bucket refills all the time; time is Redis's own, so that all web servers agree on it.
_BUCKET = """
    local clock = redis.call('TIME')
    local now = clock[1] + clock[2] / 1000000
    local most, seconds, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
    local left = most
    if kept[1] then
        left = math.min(most, kept[1] + math.max(0, now - kept[2]) * most / seconds)
    end
    if cost > 0 then
        left = math.max(0, left - cost)
        redis.call('HSET', KEYS[1], 'left', left, 'at', now)
        redis.call('EXPIRE', KEYS[1], math.ceil(seconds))
    end
    return math.floor(left)
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries at once, and as many again evenly over `seconds`."""

    name: str
    most: int
    seconds: int


type Counted = tuple[Limit, str]  # a limit, and who is counted by it


def is_spent(*counted: Counted) -> bool:
    """Whether no try is left by any of the limits; asking costs none, and one trip to Redis."""
    return any(left < 1 for left in _left(counted, cost=0))


def spend(*counted: Counted) -> None:
    """Count one try by each limit. Callers count what went wrong: who gets it right spends
    nothing."""
    _left(counted, cost=1)


def source_of(address: str) -> str:
    """Who stands behind an internet address: the address itself, or the home's IPv6 network.

    >>> source_of("203.0.113.7"), source_of("2001:db8:1:2:3:4:5:6")
    ('203.0.113.7', '2001:db8:1:2::/64')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return address
    return str(ip_network((parsed, IPV6_OF_ONE_HOME), strict=False))


def _left(counted: Sequence[Counted], *, cost: int) -> list[int]:
    """Whole tries left by each limit after spending; nothing where Redis does not answer."""
    together = _redis().pipeline(transaction=False)
    for limit, who in counted:
        together.eval(_BUCKET, 1, _bucket(limit, who), limit.most, limit.seconds, cost)
    try:
        return [int(left) for left in together.execute()]
    except RedisError as error:
        names = ", ".join(limit.name for limit, _who in counted)
        log.warning("Limits are not kept, Redis does not answer (%s): %s", names, error)
        return []


def _bucket(limit: Limit, who: str) -> str:
    digest = salted_hmac("settlement.ratelimit", who, algorithm="sha256").hexdigest()
    return f"limit:{limit.name}:{digest}"


@lru_cache(maxsize=1)
def _redis() -> Redis:
    return Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
    )
