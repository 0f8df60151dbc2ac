"""PostgreSQL refuses to run as root: how root runs it all the same."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from settlement.errors import Refusal

UNSHARE = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]


def unprivileged(program: Path, folder: Path) -> list[str]:
    """What to put before a command that runs `program` on the data in `folder`.

    For root, best a user namespace in which we are `nobody`: it works under folders closed to
    others, and the data stays ours. Where the system has none, `nobody` itself, who is given the
    folder. Nothing for an ordinary user.
    """
    if os.geteuid() != 0:
        return []
    if works([*UNSHARE, "true"]):
        return UNSHARE
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    drop = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    if not works([*drop, "test", "-x", str(program), "-a", "-w", str(folder)]):
        raise Refusal(
            f"PostgreSQL does not run as root, and the user `nobody` cannot reach {program} and "
            f"{folder}. Use folders that others may pass through, or start as an ordinary user."
        )
    return drop


def works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def give_alike(model: Path, file: Path) -> None:
    """Give the file to whoever owns the model."""
    owner = model.stat()
    os.chown(file, owner.st_uid, owner.st_gid)
