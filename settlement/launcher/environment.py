"""The environment of a local site's processes: what the settings read."""

import base64
import os
import secrets
from collections.abc import Mapping

from settlement.errors import Refusal
from settlement.launcher.home import Home

# For commands that never ask a server, though the settings want to know where one would be.
NO_SERVERS = {"DATABASE_URL": "postgres://127.0.0.1/prorata", "REDIS_URL": "redis://127.0.0.1/0"}


def for_site(home: Home, urls: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What is given, the URLs, and secrets of our own where none are given."""
    refuse_elsewhere(given)
    return {
        "SECRET_KEY": home.secret("secret-key", lambda: secrets.token_urlsafe(50)),
        "PRORATA_MASTER_KEY": home.secret("master-key", new_master_key),
        **given,
        **urls,
        "PRORATA_ENV": "local",
        "PRORATA_VAR": str(home.folder),
        "PYTHONUNBUFFERED": "1",
    }


def new_master_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def refuse_elsewhere(given: Mapping[str, str]) -> None:
    """Servers of our own, demo accounts and a local site's short cuts have no place elsewhere."""
    if given.get("PRORATA_ENV", "local") != "local":
        raise Refusal(
            "PRORATA_ENV says that this is no local site, and ./run starts local sites alone. "
            "Unset it to try Prorata here; elsewhere run manage.py with the site's own settings."
        )
