"""Pure: the certificate of what was destroyed in a case and what stays, for the court."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from settlement.sealed import canonical

HORIZON = (
    "It speaks of this database. Copies that left it (backups, replicas, files already handed over)"
    " hold the keys only wrapped by the master key; whoever keeps them destroys them likewise."
)


@dataclass(frozen=True, slots=True)
class DestroyedImport:
    """A delivered class list: its files by name, bytes and SHA-256, and what had become of it."""

    number: int
    was: str
    files: Sequence[Mapping[str, object]]
    sha256: str
    lines: int
    loaded: int
    rejected: int


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    scope: str
    version: int
    made_at: str


@dataclass(frozen=True, slots=True)
class DestroyedTable:
    name: str
    size: int  # bytes, indexes included


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was destroyed in a case, by whose order, and what stays.

    stays: what was counted, in words -> how many rows of it stay
    """

    case: str
    name: str
    scope: str
    order: str
    by: str
    at: str
    imports: Sequence[DestroyedImport]
    keys: Sequence[DestroyedKey]
    tables: Sequence[DestroyedTable]
    files: Sequence[str]
    stays: Mapping[str, int]

    @property
    def sha256(self) -> str:
        """Of the canonical JSON, without the hash itself."""
        return hashlib.sha256(canonical(asdict(self))).hexdigest()

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"sha256": self.sha256}

    def as_text(self) -> str:
        """For people: the same, line by line."""
        return "\n".join(
            [
                f"CERTIFICATE OF DESTRUCTION: {self.name} ({self.case})",
                "",
                f"Destroyed: {self.scope}.",
                f"At {self.at}, by {self.by}, on this order: {self.order}",
                "",
                *_section(
                    "Keys",
                    [
                        f"{key.scope}, version {key.version}, made {key.made_at}"
                        for key in self.keys
                    ],
                ),
                *_section("Class lists", [line for each in self.imports for line in _import(each)]),
                *_section(
                    "Tables", [f"{table.name}, {table.size:,} bytes" for table in self.tables]
                ),
                *_section("Files", self.files),
                *_section(
                    "What stays", [f"{what}: {count:,}" for what, count in self.stays.items()]
                ),
                HORIZON,
                "",
                f"SHA-256 of this certificate's JSON: {self.sha256}",
            ]
        )


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"  {line}" for line in lines or ["none"]), ""]


def _import(each: DestroyedImport) -> list[str]:
    counts = f"{each.lines:,} lines, {each.loaded:,} loaded, {each.rejected:,} rejected"
    return [
        f"import {each.number} ({each.was}): {counts}",
        *(
            f"  {file['name']}, {file['bytes']} bytes, SHA-256 {file['sha256']}"
            for file in each.files
        ),
    ]
