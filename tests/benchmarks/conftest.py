"""What a benchmark starts must find this test's database, and leave it as it was."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection

from benchmarks import quiet
from settlement import sql


@pytest.fixture
def of_this_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings = connection.settings_dict
    url = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    monkeypatch.setitem(os.environ, "DATABASE_URL", f"postgres://{url}/{settings['NAME']}")
    monkeypatch.setitem(os.environ, "DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.setattr(quiet, "PATIENCE_SECONDS", 0.0)  # other tests write all the time
    yield
    sql.run("DROP TABLE IF EXISTS bench_found, bench_award")
