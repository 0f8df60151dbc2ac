import os
import signal
import sys
import threading

import pytest

from settlement.launcher import foreground
from settlement.launcher.foreground import Interrupted


def test_the_exit_status_is_the_commands_own():
    assert foreground.run([sys.executable, "-c", "raise SystemExit(3)"], os.environ) == 3


def test_a_killed_command_answers_as_a_shell_would():
    command = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]

    assert foreground.run(command, os.environ) == 128 + signal.SIGKILL


def test_a_polite_kill_ends_the_command_and_raises_once(tmp_path):
    note = tmp_path / "pid"
    command = ["sh", "-c", f"echo $$ > {note}; exec sleep 60"]
    killer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    killer.start()

    with foreground.interruptible(), pytest.raises(Interrupted) as raised:
        foreground.run(command, os.environ)

    assert raised.value.status == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)
