"""What was worked out once is kept: near, in this process, and in Redis for the others.

Names say of what it was made (versions, counts), so nothing kept is ever out of date. Where Redis
is down it is worked out once a process.
"""

import logging
import pickle
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError

FORM = 1  # counts up with every change of what is kept, so that nobody reads an older form
SECONDS = 24 * 60 * 60
_NEAR = LocMemCache("estimates", {"OPTIONS": {"MAX_ENTRIES": 200}})

log = logging.getLogger(__name__)


def kept[T](name: str, make: Callable[[], T]) -> T:
    """What `make` gives for this name; the same as long as it is kept."""
    key = f"estimates:{FORM}:{sha256(name.encode()).hexdigest()}"
    found: T | None = _NEAR.get(key)
    if found is None:
        found = _far(key, make)
        _NEAR.set(key, found, SECONDS)
    return found


def _far[T](key: str, make: Callable[[], T]) -> T:
    try:
        found: T | None = cache.get(key)
        if found is None:
            found = make()
            cache.set(key, found, SECONDS)
    except (RedisError, pickle.PickleError, AttributeError, ImportError) as error:
        log.warning("An estimate is worked out anew, Redis does not keep it: %s", error)
        return make()
    return found


def forget_near() -> None:
    """Let go of what this process keeps."""
    _NEAR.clear()
