#!/usr/bin/env python
"""Starts Django; where no database is given, by way of the launcher, which brings its own."""

import os
import sys

from django.core.management import execute_from_command_line

from settlement.launcher.__main__ import main as launch


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settlement.settings")
    verb, *rest = sys.argv[1:] or [""]
    if not is_prepared(verb):
        return launch(["demo", *rest] if verb == "demo" else ["manage", *sys.argv[1:]])
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        return 130
    return 0


def is_prepared(verb: str) -> bool:
    """Whether the environment names the servers; `demo` needs a running site besides."""
    if os.environ.get("PRORATA_ENV", "local") != "local":
        return True
    needed = ["DATABASE_URL", "REDIS_URL"] + ["PRORATA_SITE_URL"] * (verb == "demo")
    return all(os.environ.get(name) for name in needed)


if __name__ == "__main__":
    sys.exit(main())
