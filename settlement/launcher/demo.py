"""`./run demo …`: a whole site, kept alive until Ctrl-C."""

import os
import sys
from collections.abc import Mapping, Sequence

from settlement.errors import Refusal
from settlement.launcher import assets, children, foreground, migrations, processes, servers
from settlement.launcher.environment import for_site
from settlement.launcher.home import BASE_DIR, Home, home_of
from settlement.launcher.keeper import Keeper
from settlement.launcher.locks import Use
from settlement.launcher.processes import Process
from settlement.launcher.site import site, wait_for_web
from settlement.launcher.terminal import say

WANTED_PORT = "8000"
LAUNCHER = "launcher"  # the name of our own record, by which `stop` finds us


def demo(args: Sequence[str], given: Mapping[str, str]) -> int:
    """Start everything and run the command; with --once, or if it fails, stop everything again."""
    home = home_of(given)
    with foreground.interruptible(), Use(home.run / "site.lock") as ours:
        if not ours.take_alone():
            raise Refusal(
                "A demo of this folder runs already. Stop it with `./run stop`, or look at it with "
                "`./run status`."
            )
        me = os.getpid()
        processes.remember(home, LAUNCHER, Process(me, processes.born(me) or ""))
        try:
            return show(home, args, given)
        finally:
            processes.forget(home, LAUNCHER)


def show(home: Home, args: Sequence[str], given: Mapping[str, str]) -> int:
    say("Starting the site: servers, web and workers. Ctrl-C stops it.")
    with servers.running(home, given) as urls, Keeper(home) as keeper:
        port = children.free_port(wanted_port(given))
        env = for_site(home, urls, given) | {"PRORATA_SITE_URL": f"http://127.0.0.1:{port}"}
        assets.prepare(home)
        migrations.bring_up_to_date(home, env, given)
        keeper.adopt(servers.children(home))
        keeper.start(site(home, env, port))
        wait_for_web(home, port)

        command = [sys.executable, str(BASE_DIR / "manage.py"), "demo", *args]
        status = foreground.run(command, env, meanwhile=keeper.heal)
        if status or "--once" in args:
            return status
        stay(keeper)
        return 0


def wanted_port(given: Mapping[str, str]) -> int:
    port = given.get("PORT") or WANTED_PORT
    if not port.isdecimal() or not 0 < int(port) < 65_000:
        raise Refusal(f"PORT is {port}. Set it to a number from 1 to 64999, or leave it out.")
    return int(port)


def stay(keeper: Keeper) -> None:
    """Keep the site alive until somebody stops it, which is how a demo is meant to end."""
    try:
        foreground.wait_forever(meanwhile=keeper.heal)
    except foreground.Interrupted:
        say("Stopping the site.")
