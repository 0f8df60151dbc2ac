"""A delivered file as it lies there, opened more than once and always the same.

It is looked through first and loaded afterwards; whoever changes it between, or puts another in
its place, is noticed. Its SHA-256 is of the bytes as they were delivered.
"""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, NamedTuple

from settlement.errors import Refusal
from settlement.progress import Advance

HEAD_BYTES = 64  # from these we know what a file is
_BLOCK = 1 << 20


class Version(NamedTuple):
    """What changes when a file is written to, or is replaced by another."""

    device: int
    inode: int
    size: int
    modified_ns: int


def version_of(path: Path) -> Version:
    """raises: Refusal when nothing ordinary can be read there"""
    with _refused(path.name):
        stat = path.stat()
    if S_ISDIR(stat.st_mode):
        raise Refusal(f"{path.name} is a folder; name the files in it.")
    if not S_ISREG(stat.st_mode):
        raise Refusal(f"{path.name} is no ordinary file, and the class list is read twice.")
    return Version(stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)


def refuse_changed(path: Path, version: Version) -> None:
    """Refuse a file that is not what it was when it was looked through."""
    if version_of(path) != version:
        raise changed(path)


def changed(path: Path) -> Refusal:
    return Refusal(
        f"{path.name} was changed while it was being read, so nothing of it counts. "
        "Import it again when nobody writes to it any more."
    )


@contextmanager
def _refused(name: str) -> Iterator[None]:
    """What the system says of a file, as a sentence."""
    try:
        yield
    except OSError as error:
        raise Refusal(f"{name} cannot be read: {error.strerror or error}.") from error


@dataclass(slots=True)
class Sha256:
    """Computed in a thread of its own, while the reader looks at the same block."""

    thread: ThreadPoolExecutor
    hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    last: Future[None] | None = None

    def wait(self) -> None:
        """Until it is done with the block that it got last, which may then be overwritten."""
        if self.last is not None:
            self.last.result()

    def add(self, block: memoryview) -> None:
        self.wait()
        self.last = self.thread.submit(self.hash.update, block)

    def hexdigest(self) -> str:
        self.wait()
        return self.hash.hexdigest()


@dataclass(slots=True)
class Source:
    """The bytes of a file in their order.

    position: how many of them were read
    seen:     told how many more were read
    """

    path: Path
    version: Version
    file: BinaryIO
    sha256: Sha256 | None
    seen: Advance
    position: int = 0

    def readinto(self, view: memoryview) -> int:
        """Fill the view, which belongs to the hash until the next call; 0 at the end."""
        if self.sha256 is not None:
            self.sha256.wait()
        with _refused(self.path.name):
            count = self.file.readinto(view)  # type: ignore[attr-defined]
        if self.sha256 is not None:
            self.sha256.add(view[:count])
        self.position += count
        self.seen(count)
        return int(count)

    def read_on(self, position: int) -> None:
        """Read, for the hash, up to a place."""
        view = memoryview(bytearray(_BLOCK))
        while self.position < position:
            if not self.readinto(view[: position - self.position]):
                raise changed(self.path)

    def seek(self, position: int) -> None:
        self.position = self.file.seek(position)

    def hexdigest(self) -> str:
        """The SHA-256 of what was read."""
        return self.sha256.hexdigest() if self.sha256 is not None else ""

    def head(self) -> bytes:
        """The first bytes; nothing counts as read."""
        with _refused(self.path.name):
            return os.pread(self.file.fileno(), HEAD_BYTES, 0)


@contextmanager
def opened(
    path: Path,
    version: Version,
    *,
    seen: Advance = lambda _bytes: None,
    hashed: bool = False,
) -> Iterator[Source]:
    """Open a file; refuse it when it is not of this version, now or when all is done."""
    with _refused(path.name):
        file = path.open("rb", buffering=0)
    with file, ThreadPoolExecutor(1) as thread:
        refuse_changed(path, version)
        yield Source(path, version, file, Sha256(thread) if hashed else None, seen)
        refuse_changed(path, version)
