"""A folder where one set of servers keeps its data, logs, secrets and process records."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Home:
    """One set of servers. What is not durable may be lost in a power cut (a test's data)."""

    folder: Path
    durable: bool = True

    @property
    def run(self) -> Path:
        """Process records and lock files."""
        return private(self.folder / "run")

    @property
    def logs(self) -> Path:
        return private(self.folder / "log")

    def secret(self, name: str, make: Callable[[], str] = secrets.token_urlsafe) -> str:
        """The secret of that name, made on first use and kept where only its owner reads."""
        path = private(self.folder / "secrets") / name
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(value := make())
        return value


def home_of(given: Mapping[str, str]) -> Home:
    """This checkout's home: $PRORATA_VAR, else `var/`."""
    return Home(Path(given.get("PRORATA_VAR") or BASE_DIR / "var").resolve())


def private(folder: Path) -> Path:
    """The folder, made for its owner alone; its home may be passed through but not listed."""
    folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
