"""Pure: a tree of hashes over a run's awards, whose root commits to each award and to their sum.

The leaves are the awards in the order of their claim numbers, byte by byte. Each node commits to
the hashes and the sums of both its children; a last node without a neighbour rises as it is, so
no leaf is ever doubled. docs/formats/audit-pack.md has the rules with a worked example.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import batched

BLOCK = 1024  # leaves, a power of two: the node over a whole block is a node of the tree
SALT_BYTES, HASH_BYTES = 16, 32
_LEAF, _NODE, _ROOT, _SALT = b"\x00", b"\x01", b"\x02", b"\x03"


@dataclass(frozen=True, slots=True)
class Node:
    """cents: the sum of the awards below it."""

    hash: bytes
    cents: int


NOBODY = Node(sha256(b"").digest(), 0)  # what stands over no leaves at all


@dataclass(frozen=True, slots=True)
class Block:
    """Up to BLOCK leaves; first: the claim number of the first of them."""

    first: str
    claims: int
    node: Node


def salt_of(seed: bytes, claim: str) -> bytes:
    """What hides a leaf from whoever has its neighbour's proof. Known to who knows the seed."""
    return sha256(_SALT + seed + claim.encode()).digest()[:SALT_BYTES]


def leaf(salt: bytes, claim: str, cents: int) -> Node:
    """raises: OverflowError where the cents are negative or do not fit 8 bytes"""
    return Node(sha256(_LEAF + salt + _eight(cents) + claim.encode()).digest(), cents)


def over(left: Node, right: Node) -> Node:
    """The node over two; OverflowError as of `leaf`."""
    inside = left.hash + _eight(left.cents) + right.hash + _eight(right.cents)
    return Node(sha256(_NODE + inside).digest(), left.cents + right.cents)


def root_of(top: Node, *, leaves: int, snapshot_sha256: str, case: str, run: int) -> str:
    """The root as it is published: over the top node, and what it is the top of."""
    counted = _eight(leaves) + _eight(top.cents) + top.hash
    named = bytes.fromhex(snapshot_sha256) + f"{case}/{run}".encode()
    return sha256(_ROOT + counted + named).hexdigest()


def _eight(number: int) -> bytes:
    if number >> 63:
        raise OverflowError(f"{number} is no sum of cents")
    return number.to_bytes(8)


def blocks(awards: Iterable[tuple[str, int]], seed: bytes) -> Iterator[Block]:
    """Claim numbers in their order with their cents, put together block by block."""
    for some in batched(awards, BLOCK, strict=False):
        leaves = [leaf(salt_of(seed, claim), claim, cents) for claim, cents in some]
        yield Block(some[0][0], len(some), top_of(leaves))


def top_of(nodes: Sequence[Node]) -> Node:
    """The node over nodes of one height, of which only the last may have fewer leaves."""
    while len(nodes) > 1:
        nodes = _raised(nodes)
    return nodes[0] if nodes else NOBODY


def path_of(nodes: Sequence[Node], place: int) -> list[Node]:
    """The neighbours met on the way from one of the nodes to the top, from below."""
    path = []
    while len(nodes) > 1:
        beside = place ^ 1
        if beside < len(nodes):
            path.append(nodes[beside])
        nodes, place = _raised(nodes), place // 2
    return path


def _raised(nodes: Sequence[Node]) -> list[Node]:
    pairs = [over(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=False)]
    return [*pairs, nodes[-1]] if len(nodes) % 2 else pairs


def climbed(node: Node, path: Sequence[Node], *, place: int, leaves: int) -> Node | None:
    """The top that a leaf's path leads to; None where the path is not as long as it must be.

    raises: OverflowError where sums on the way do not fit
    """
    beside = iter(path)
    width = leaves
    while width > 1:
        if place ^ 1 < width:
            neighbour = next(beside, None)
            if neighbour is None:
                return None
            node = over(neighbour, node) if place % 2 else over(node, neighbour)
        place, width = place // 2, (width + 1) // 2
    return node if next(beside, None) is None else None
