"""The real settings made fast, readable without any server (by mypy, or an editor)."""

import os

for name, value in {
    "PRORATA_ENV": "local",
    "DATABASE_URL": "postgres://127.0.0.1/prorata",  # tests/servers.py gives the true ones
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "of the tests alone",
    "PRORATA_MASTER_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "PRORATA_VAR": "var/tests",
}.items():
    os.environ.setdefault(name, value)

from settlement.settings import *  # noqa: E402, F403 - what is missing had to be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
