"""`./run manage …`: a management command in the local site's environment."""

import sys
from collections.abc import Mapping, Sequence

from settlement.launcher import foreground, migrations, processes, servers
from settlement.launcher.environment import NO_SERVERS, for_site
from settlement.launcher.home import BASE_DIR, Home, home_of

# The one place that names the commands which start no server ...
NEED_NO_SERVERS = {
    "",
    "compilemessages",
    "help",
    "make_roster",
    "makemessages",
    "simulate",
    "version",
}
# ... and those that must see the database as it is, not brought up to date for them.
TAKE_IT_AS_IT_IS = {"dbshell", "makemigrations", "migrate", "showmigrations", "sqlmigrate"}


def manage(args: Sequence[str], given: Mapping[str, str]) -> int:
    """Run it with the running site's servers, else with our own, stopped afterwards."""
    home = home_of(given)
    command = [sys.executable, str(BASE_DIR / "manage.py"), *args]
    if needs_no_servers(args):
        return foreground.run(command, for_site(home, NO_SERVERS, given))

    with foreground.interruptible(), servers.running(home, given) as urls:
        env = for_site(home, urls, given) | site_address(home)
        if args[0] not in TAKE_IT_AS_IT_IS:
            migrations.bring_up_to_date(home, env, given)
        with foreground.ctrl_c_is_for_the_command():
            return foreground.run(command, env)


def needs_no_servers(args: Sequence[str]) -> bool:
    name = args[0] if args else ""
    return name in NEED_NO_SERVERS or not {"-h", "--help", "--version"}.isdisjoint(args)


def site_address(home: Home) -> dict[str, str]:
    """Where the running site answers, if one runs."""
    web = processes.recall(home, "web")
    return {"PRORATA_SITE_URL": f"http://127.0.0.1:{web.port}"} if web is not None else {}
