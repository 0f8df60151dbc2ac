"""Runs docs/invariants.sql: what must never be, asked of the auditor's views."""

import re
from functools import cache
from typing import Any

from django.conf import settings

from settlement import sql

FILE = settings.BASE_DIR / "docs" / "invariants.sql"
_HEADING = re.compile(r"^-- invariant: (.+)\n", re.MULTILINE)


@cache
def queries() -> dict[str, str]:
    """Each invariant's query by its name, in the file's order."""
    _preface, *parts = _HEADING.split(FILE.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def broken() -> dict[str, list[dict[str, Any]]]:
    """The rows that break each invariant; every list is empty where all is well."""
    return {name: sql.dicts(query) for name, query in queries().items()}
