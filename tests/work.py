"""What an answer costs: the queries it asks and the tries it counts, whatever the values."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from settlement import ratelimit
from settlement.ratelimit import Limit

VALUES = re.compile(r"'[^']*'|\s*-?\b\d+\b")  # a negative number has a space before it


def work(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], object]) -> list[str]:
    """The queries in their order, without values, and then each question to a limit."""
    limits: list[str] = []
    left = ratelimit._left

    def counted(limit: Limit, who: str, *, cost: int) -> int | None:
        limits.append(f"{limit.name} {cost}")
        return left(limit, who, cost=cost)

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as captured:
        patch.setattr(ratelimit, "_left", counted)
        answer()
    return [VALUES.sub("?", query["sql"]) for query in captured] + limits
