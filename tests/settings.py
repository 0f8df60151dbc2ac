"""The real settings made fast, readable without any server (by mypy, or an editor)."""

import os
from pathlib import Path

for name, value in {
    "PRORATA_ENV": "local",
    "PRORATA_VAR": str(Path(__file__).resolve().parent.parent / "var" / "tests"),
    "DATABASE_URL": "postgres://127.0.0.1/prorata",  # tests/servers.py gives the true ones
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "of the tests alone",
    "PRORATA_MASTER_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}.items():
    os.environ.setdefault(name, value)

from settlement.settings import *  # noqa: E402, F403 - what is missing had to be set first
from settlement.settings import CACHES, CELERY_BROKER_URL  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Each worker of pytest-xdist has a Redis database of its own, as it has one of PostgreSQL.
_server, _, _number = CELERY_BROKER_URL.rpartition("/")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
CELERY_BROKER_URL = f"{_server}/{int(_number) + int(_worker)}"
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL
