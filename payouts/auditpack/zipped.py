"""A pack as one zip file, made while it is sent: nothing of it is held but the piece at hand."""

import zipfile
from collections.abc import Iterable, Iterator

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip's calendar: the same run gives the same bytes


class _Passing:
    """Takes what is written and gives it away; it cannot be wound back, and says so."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def taken(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


def pieces_of(files: Iterable[tuple[str, Iterable[bytes]]], *, folder: str) -> Iterator[bytes]:
    """The zip file's bytes; its files lie in one folder."""
    passing = _Passing()
    with zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files:
            entry = zipfile.ZipInfo(f"{folder}/{name}", _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    yield passing.taken()
    yield passing.taken()
