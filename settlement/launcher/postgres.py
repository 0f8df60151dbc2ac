"""A PostgreSQL of our own, in a home's folder. Never in production."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from settlement.errors import Refusal
from settlement.launcher import programs
from settlement.launcher.children import Child, Server, last_lines
from settlement.launcher.home import Home, private
from settlement.launcher.privileges import give_alike, unprivileged


def url(home: Home, port: int, *, database: str = "prorata") -> str:
    return f"postgres://prorata:{home.secret('postgres')}@127.0.0.1:{port}/{database}"


def child(home: Home, port: int) -> Child:
    """The server, its data folder made on first use."""
    folder = private(home.folder / "postgres")
    data = folder / "data"
    if not data.exists():
        create(home, data)
    check_version(data)
    options = [f"--{name}={value}" for name, value in settings(home, port).items()]
    return Child(
        name="postgres",
        argv=[*program("postgres", folder), "-D", str(data), *options],
        env=environment(),
        port=port,
        # Fast: it ends every session and writes all down. Data that is not durable needs no care.
        stop_signal=signal.SIGINT if home.durable else signal.SIGQUIT,
        patience=120.0,
    )


def is_ready(home: Home, port: int) -> bool:
    """Whether it takes our password; makes the database on the first time."""
    address = url(home, port, database="postgres")
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = 'prorata'")
            if found.fetchone() is None:
                connection.execute("CREATE DATABASE prorata")
    except psycopg.OperationalError:
        return False
    return True


def settings(home: Home, port: int) -> dict[str, str | int]:
    """For one machine that also runs the site: a quarter of its memory, at most 8 GB.

    What verification looks up of a class list of 89 million lies on 7.4 GB of index pages, and a
    page that is not PostgreSQL's own the kernel may give up, or at least copies at every look.
    """
    cores = os.process_cpu_count() or 1
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    durable = "on" if home.durable else "off"
    return {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 200,
        "shared_buffers": f"{min(megabytes // 4, 8192)}MB",
        "effective_cache_size": f"{megabytes // 2}MB",
        "work_mem": "64MB",
        "maintenance_work_mem": "1GB" if megabytes >= 8192 else "256MB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",  # the data lies on an SSD or in memory
        "max_parallel_workers_per_gather": min(cores, 4),
        "max_parallel_maintenance_workers": min(cores, 4),
        "jit": "off",  # it costs our short statements more than it gives the long ones
        "fsync": durable,
        "full_page_writes": durable,
        "synchronous_commit": "on",  # an acknowledged claim is on disk
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def create(home: Home, data: Path) -> None:
    """Make the data folder beside its place and move it there whole."""
    draft, secret = data.with_name("draft"), data.with_name("password")
    shutil.rmtree(draft, ignore_errors=True)
    command = program("initdb", data.parent)
    secret.touch(mode=0o600)
    secret.write_text(home.secret("postgres"))
    give_alike(data.parent, secret)
    options = [f"--pgdata={draft}", f"--pwfile={secret}", *initdb_options(home)]
    log = home.logs / "initdb.log"
    with log.open("wb") as output:
        made = subprocess.run(
            [*command, *options], env=environment(), stdout=output, stderr=output, check=False
        )
    secret.unlink()
    if made.returncode:
        raise Refusal(f"PostgreSQL could not make its data folder:\n{last_lines(log)}")
    draft.rename(data)


def initdb_options(home: Home) -> list[str]:
    builtin = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = builtin if programs.postgres_version() >= 17 else ["--locale=C.UTF-8"]
    sync = [] if home.durable else ["--no-sync"]
    return ["--username=prorata", "--auth=scram-sha-256", "--encoding=UTF8", *locale, *sync]


def check_version(data: Path) -> None:
    made_by = int((data / "PG_VERSION").read_text())
    here = programs.postgres_version()
    if made_by != here:
        raise Refusal(
            f"{data} was made by PostgreSQL {made_by}, and this machine has {here}. Remove "
            f"{data.parent} to start with an empty database, or install PostgreSQL {made_by}."
        )


def program(name: str, folder: Path) -> list[str]:
    """The start of a command that runs one of PostgreSQL's programs on the data in `folder`."""
    path = programs.postgres_folder() / name
    return [*unprivileged(path, folder), str(path)]


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


POSTGRES = Server("postgres", "DATABASE_URL", url, child, is_ready)
