"""Files as somebody delivers them, looked through and read back."""

from pathlib import Path

from settlement.delivery.delivery import Delivery, look_through

HEADER = "member_ref,email,illinois_creator\n"


def look(path: Path, content: bytes | None = None) -> Delivery:
    """Look a file through, which is written first where its content is given."""
    if content is not None:
        path.write_bytes(content)
    return look_through(path, flags=("illinois_creator",), renamed={})


def rows(delivered: Delivery, *, every: int = 1) -> list[tuple[int, list[str]]]:
    """Line and fields of every record, chunk by chunk; or of each second chunk, and so on."""
    found = []
    chunks = delivered.chunks[::every]
    for chunk, content in zip(chunks, delivered.contents(chunks), strict=True):
        records = delivered.cut(chunk, content)
        for row, line in enumerate(records.lines.tolist()):
            spans = zip(records.starts[row], records.ends[row], strict=True)
            fields = [records.data[start:end].tobytes().decode() for start, end in spans]
            found.append((line, fields))
    return found


def refs(delivered: Delivery, *, every: int = 1) -> list[tuple[int, str]]:
    """Line and member_ref of every record."""
    return [(line, fields[0]) for line, fields in rows(delivered, every=every)]
