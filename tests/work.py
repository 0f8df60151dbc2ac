"""What an answer costs: the queries it asks and the tries it counts, whatever the values."""

import re
from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from settlement import ratelimit
from settlement.ratelimit import Counted

VALUES = re.compile(r"'[^']*'|\s*-?\b\d+\b")  # a negative number has a space before it


def work(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], object]) -> list[str]:
    """The queries in their order, without values, and then each question to a limit."""
    limits: list[str] = []
    left = ratelimit._left

    def counted(asked: Sequence[Counted], *, cost: int) -> list[int]:
        limits.extend(f"{limit.name} {cost}" for limit, _who in asked)
        return left(asked, cost=cost)

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as captured:
        patch.setattr(ratelimit, "_left", counted)
        answer()
    return [VALUES.sub("?", query["sql"]) for query in captured] + limits
