"""Pure: the proof that one award is in a run, as text, and the check of one, step by step."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from payouts.auditpack.tree import HASH_BYTES, SALT_BYTES, Node, climbed, leaf, root_of

FORMAT = "prorata proof 1"
MOST_BYTES = 20_000  # a proof of a thousand million awards has some 4,000
_KEYS = frozenset(
    {
        *("format", "case", "run", "snapshot_sha256", "claim", "cents", "salt"),
        *("place", "leaves", "path", "sum_cents", "root"),
    }
)
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class Proof:
    """place: the award's among the run's awards in claim-number order, from 0

    path: the neighbours on the way to the top; root: as published
    """

    case: str
    run: int
    snapshot_sha256: str
    claim: str
    cents: int
    salt: bytes
    place: int
    leaves: int
    path: Sequence[Node]
    sum_cents: int
    root: str

    def as_text(self) -> str:
        """JSON, to be downloaded, kept and checked anywhere."""
        said = {
            "format": FORMAT,
            "case": self.case,
            "run": self.run,
            "snapshot_sha256": self.snapshot_sha256,
            "claim": self.claim,
            "cents": self.cents,
            "salt": self.salt.hex(),
            "place": self.place,
            "leaves": self.leaves,
            "path": [{"hash": node.hash.hex(), "cents": node.cents} for node in self.path],
            "sum_cents": self.sum_cents,
            "root": self.root,
        }
        return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


class Step(StrEnum):
    """The steps of a check, in their order: the first that fails is told."""

    READ = "read"  # it is a whole proof
    SUM = "sum"  # the way leads to the sum that it states
    ROOT = "root"  # the way leads to the root that it states
    PUBLISHED = "published"  # that root is published for an approved run of this case


class Failed(Exception):
    """The proof is not good; `step` says where."""

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self.step = step


def proof_in(text: str) -> Proof:
    """Read a proof, and check that its own award leads to its own root.

    raises: Failed
    """
    try:
        proof = _read(json.loads(text))
        start = leaf(proof.salt, proof.claim, proof.cents)
        top = climbed(start, proof.path, place=proof.place, leaves=proof.leaves)
        if top is None:
            raise Failed(Step.READ)
        if top.cents != proof.sum_cents:
            raise Failed(Step.SUM)
        root = root_of(
            top,
            leaves=proof.leaves,
            snapshot_sha256=proof.snapshot_sha256,
            case=proof.case,
            run=proof.run,
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise Failed(Step.READ) from error
    if root != proof.root:
        raise Failed(Step.ROOT)
    return proof


def _read(said: Any) -> Proof:
    if not isinstance(said, dict) or said.keys() != _KEYS or said["format"] != FORMAT:
        raise ValueError("no proof of this format")
    proof = Proof(
        case=_text(said["case"]),
        run=_whole(said["run"]),
        snapshot_sha256=_bytes(said["snapshot_sha256"], HASH_BYTES).hex(),
        claim=_text(said["claim"]),
        cents=_whole(said["cents"]),
        salt=_bytes(said["salt"], SALT_BYTES),
        place=_whole(said["place"]),
        leaves=_whole(said["leaves"]),
        path=[_node(each) for each in said["path"]],
        sum_cents=_whole(said["sum_cents"]),
        root=_bytes(said["root"], HASH_BYTES).hex(),
    )
    if proof.place >= proof.leaves:
        raise ValueError("no place among the leaves")
    return proof


def _node(said: Any) -> Node:
    if said.keys() != {"hash", "cents"}:
        raise ValueError("no node")
    return Node(_bytes(said["hash"], HASH_BYTES), _whole(said["cents"]))


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("no text")
    said.encode()  # half a character, as JSON can write it, is none
    return said


def _whole(said: Any) -> int:
    if type(said) is not int or said < 0 or said >> 63:
        raise ValueError("no count")
    return said


def _bytes(said: Any, length: int) -> bytes:
    if not _HEX.fullmatch(_text(said)) or len(said) != 2 * length:
        raise ValueError("no hash")
    return bytes.fromhex(said)
