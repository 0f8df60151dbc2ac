"""Brings a site's database up to date before a command needs it."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping

from settlement.errors import Refusal
from settlement.launcher.home import BASE_DIR, Home
from settlement.launcher.locks import alone


def bring_up_to_date(home: Home, env: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Migrate one at a time. A database of our own remembers which migrations it has seen."""
    seen = None if given.get("DATABASE_URL") else home.folder / "postgres" / "migrated"
    with alone(home.run / "migrate.lock"):
        if seen is not None and seen.exists() and seen.read_text() == fingerprint():
            return
        migrate(env)
        if seen is not None:
            seen.write_text(fingerprint())


def migrate(env: Mapping[str, str]) -> None:
    command = [sys.executable, str(BASE_DIR / "manage.py"), "migrate", "--verbosity=0"]
    if subprocess.run(command, env=env, check=False).returncode:
        raise Refusal("The database could not be brought up to date; see above.")


def fingerprint() -> str:
    """Changes with any migration of ours, and with any library that brings its own."""
    digest = hashlib.sha256()
    for path in [*sorted(BASE_DIR.glob("*/migrations/*.py")), BASE_DIR / "uv.lock"]:
        digest.update(path.relative_to(BASE_DIR).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()
