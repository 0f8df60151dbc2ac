"""A Valkey (or Redis) of our own: it only rings bells, so nothing of it is kept."""

import os

from settlement.launcher.children import Child, Server, answers
from settlement.launcher.home import Home
from settlement.launcher.programs import valkey_server

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
databases 64
save ""
appendonly no
dir "{folder}"
"""


def url(home: Home, port: int) -> str:
    return f"redis://:{home.secret('valkey')}@127.0.0.1:{port}/0"


def child(home: Home, port: int) -> Child:
    """The server. Its password stands in a file, since everyone can read a command line."""
    file = home.run / "valkey.conf"
    file.touch(mode=0o600)
    file.write_text(
        CONFIGURATION.format(port=port, password=home.secret("valkey"), folder=home.run)
    )
    return Child(name="valkey", argv=[str(valkey_server()), str(file)], env=os.environ, port=port)


def is_ready(_home: Home, port: int) -> bool:
    return answers(port)


VALKEY = Server("valkey", "REDIS_URL", url, child, is_ready)
