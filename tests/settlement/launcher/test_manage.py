import pytest

from settlement.launcher.manage import needs_no_servers


@pytest.mark.parametrize(
    "line", ["simulate file.toml a.csv", "make_roster --members 5", "help", "", "migrate --help"]
)
def test_these_commands_start_no_server(line):
    assert needs_no_servers(line.split())


@pytest.mark.parametrize("line", ["load_settlement help.toml", "migrate", "shell"])
def test_these_commands_start_servers(line):
    assert not needs_no_servers(line.split())
