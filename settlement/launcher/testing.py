"""Servers for a test run that was started without `./run`, as by `uv run pytest`."""

import atexit
import os
from contextlib import ExitStack

from settlement.launcher import assets, servers, throwaway
from settlement.launcher.environment import for_site
from settlement.launcher.home import home_of


def start_servers() -> None:
    """Where a URL is missing, start servers for this process and those it starts.

    They stop when this process ends, and what a killed run left is removed by the next one.
    """
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    stack = ExitStack()
    atexit.register(stack.close)
    within = home_of(os.environ)
    assets.prepare(within)
    home = stack.enter_context(throwaway.home_for("test", within=within, durable=False))
    urls = stack.enter_context(servers.running(home, os.environ))
    os.environ.update(for_site(home, urls, os.environ))
