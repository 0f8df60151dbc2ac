import os
import socket
import sys

import pytest

from settlement.errors import Refusal
from settlement.launcher import children, processes, servers
from settlement.launcher.children import Child, Server
from settlement.launcher.home import Home


def test_a_taken_port_gives_way_to_the_next_free_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert children.free_port(port) > port


def test_a_free_port_is_the_wanted_one():
    port = children.free_port()

    assert children.free_port(port) == port


def test_a_child_has_a_session_of_its_own_and_writes_to_its_log(tmp_path):
    home = Home(tmp_path)
    code = "import os; print(os.getsid(0) == os.getpid(), os.getenv('GREETING'))"
    child = Child("web", [sys.executable, "-c", code], {**os.environ, "GREETING": "hello"})

    process = children.start(home, child)

    assert process.ends_within(10)
    assert (home.logs / "web.log").read_text() == "True hello\n"


def test_a_server_that_ends_at_once_is_refused_with_the_end_of_its_log(tmp_path):
    home = Home(tmp_path)
    failing = Child("valkey", ["sh", "-c", "echo no memory; exit 1"], os.environ)
    server = Server(
        "valkey",
        "REDIS_URL",
        url=lambda _home, _port: "",
        child=lambda _home, _port: failing,
        is_ready=lambda _home, _port: False,
    )

    with pytest.raises(Refusal, match="no memory"):
        servers.start(server, home)

    assert processes.recall(home, "valkey") is None
