"""Token buckets, on a real Redis."""

import logging
import time
import uuid

import pytest

from settlement import ratelimit
from settlement.ratelimit import Limit, is_spent, source_of, spend


def limit(most: int, seconds: int) -> Limit:
    return Limit(f"test-{uuid.uuid4()}", most, seconds)


def test_a_bucket_is_spent_after_its_tries() -> None:
    guesses = limit(3, 60)

    for _try in range(3):
        assert not is_spent((guesses, "dana"))
        spend((guesses, "dana"))

    assert is_spent((guesses, "dana"))
    assert not is_spent((guesses, "eva"))


def test_of_several_limits_one_that_is_spent_is_enough_and_each_counts() -> None:
    few, many = (limit(1, 60), "dana"), (limit(2, 60), "203.0.113.7")

    assert not is_spent(few, many)
    spend(few, many)

    assert is_spent(few, many)
    assert is_spent(few)
    assert not is_spent(many)
    spend(few, many)
    assert is_spent(many)


def test_asking_costs_nothing() -> None:
    guesses = limit(1, 60)

    assert not any(is_spent((guesses, "dana")) for _ask in range(10))


def test_a_bucket_refills_evenly() -> None:
    guesses = limit(10, 1)
    for _try in range(12):
        spend((guesses, "dana"))
    assert is_spent((guesses, "dana"))

    time.sleep(0.15)

    assert not is_spent((guesses, "dana"))
    spend((guesses, "dana"))
    assert is_spent((guesses, "dana"))


def test_redis_holds_neither_addresses_nor_numbers_and_forgets() -> None:
    guesses = limit(3, 60)
    spend((guesses, "203.0.113.7"))

    (key,) = ratelimit._redis().keys(f"limit:{guesses.name}:*")

    assert b"203.0.113.7" not in key
    assert 0 < ratelimit._redis().ttl(key) <= 60


def test_where_redis_is_down_nobody_is_turned_away_and_it_is_logged(
    settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": {"LOCATION": "redis://127.0.0.1:1/0"}}  # type: ignore[attr-defined]
    ratelimit._redis.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            spend((limit(1, 60), "dana"))
            assert not is_spent((limit(1, 60), "dana"))
    finally:
        ratelimit._redis.cache_clear()
    assert "Redis does not answer" in caplog.text


def test_a_home_is_one_source_whatever_address_it_takes() -> None:
    assert source_of("2001:db8:1:2::1") == source_of("2001:db8:1:2:ffff::9")
    assert source_of("2001:db8:1:3::1") != source_of("2001:db8:1:2::1")
    assert source_of("203.0.113.7") == "203.0.113.7"
    assert source_of("unix:") == "unix:"
