"""`./run bench …`: a benchmark on servers of its own, never the demo's."""

import os
import sys
from collections.abc import Mapping, Sequence

from settlement.launcher import foreground, migrations, servers, throwaway
from settlement.launcher.environment import NO_SERVERS, for_site
from settlement.launcher.home import BASE_DIR, home_of


def bench(args: Sequence[str], given: Mapping[str, str]) -> int:
    """Run `python -m benchmarks`; without a name it lists what there is and needs no server."""
    home = home_of(given)
    os.chdir(BASE_DIR)
    command = [sys.executable, "-m", "benchmarks", *args]
    if all(arg.startswith("-") for arg in args):
        return foreground.run(command, for_site(home, NO_SERVERS, given))

    with (
        foreground.interruptible(),
        throwaway.home_for("bench", within=home, durable=True) as own,
        servers.running(own, {}) as urls,
    ):
        env = for_site(own, urls, given)
        migrations.bring_up_to_date(own, env, {})
        return foreground.run(command, env)
