"""The tree over awards: each leaf has a proof, and nothing in a proof can be altered unseen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.auditpack import verify
from payouts.auditpack.proofs import Failed, Proof, proof_in
from payouts.auditpack.tree import (
    BLOCK,
    Node,
    blocks,
    climbed,
    leaf,
    path_of,
    root_of,
    salt_of,
    top_of,
)

SEED, SNAPSHOT = bytes(range(32)), "ab" * 32
DOC = Path("docs/formats/audit-pack.md")


def leaves_of(count: int) -> list[Node]:
    return [leaf(salt_of(SEED, f"C{n:06}"), f"C{n:06}", 7 * n) for n in range(count)]


def proof_for(count: int, place: int) -> Proof:
    nodes, claim = leaves_of(count), f"C{place:06}"
    top = top_of(nodes)
    return Proof(
        case="small",
        run=3,
        snapshot_sha256=SNAPSHOT,
        claim=claim,
        cents=7 * place,
        salt=salt_of(SEED, claim),
        place=place,
        leaves=count,
        path=path_of(nodes, place),
        sum_cents=top.cents,
        root=root_of(top, leaves=count, snapshot_sha256=SNAPSHOT, case="small", run=3),
    )


@given(st.integers(1, 70), st.data())
def test_every_leaf_leads_to_the_top(count: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, count - 1))
    nodes = leaves_of(count)

    top = climbed(nodes[place], path_of(nodes, place), place=place, leaves=count)

    assert top == top_of(nodes)
    assert top.cents == sum(7 * n for n in range(count))


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1, 3 * BLOCK + 5])
def test_blocks_are_nodes_of_the_same_tree(count: int) -> None:
    awards = [(f"C{n:06}", 7 * n) for n in range(count)]

    made = [*blocks(awards, SEED)]

    assert top_of([block.node for block in made]) == top_of(leaves_of(count))
    assert [block.first for block in made] == [f"C{n:06}" for n in range(0, count, BLOCK)]
    assert sum(block.claims for block in made) == count


@given(st.integers(1, 70), st.data())
def test_the_verifiers_own_tree_gives_the_same_root_and_path(
    count: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, count - 1))
    proof = proof_for(count, place)
    tree = verify.Tree(watched=proof.claim)
    for n in range(count):
        claim = f"C{n:06}"
        tree.add(claim, verify.leaf(verify.salt_of(SEED, claim), claim, 7 * n))
    top = tree.top()

    assert verify.root_of(top, count, SNAPSHOT, "small", 3) == proof.root
    assert (tree.place, tree.path) == (place, [(node.hash, node.cents) for node in proof.path])
    assert verify.check_proof(json.loads(proof.as_text()), proof.root)["cents"] == 7 * place


def altered(value: Any, data: st.DataObject) -> Any:
    """Another value of the same kind, or one of another."""
    if isinstance(value, bool | int):
        return data.draw(
            st.one_of(st.integers(-5, 1 << 64), st.none()).filter(lambda n: n != value)
        )
    if isinstance(value, str):
        place = data.draw(st.integers(0, max(0, len(value) - 1)))
        letter = data.draw(st.sampled_from("0f9Z ").filter(lambda c: c != value[place : place + 1]))
        return value[:place] + letter + value[place + 1 :]
    return _altered_path(value, data)


def _altered_path(path: list[Any], data: st.DataObject) -> list[Any]:
    what = data.draw(st.sampled_from(("more", "less", "node", "turned")))
    if what == "more" or not path:
        return [*path, {"hash": "00" * 32, "cents": 0}]
    if what == "less":
        return path[:-1]
    if what == "turned" and path != path[::-1]:
        return path[::-1]
    place = data.draw(st.integers(0, len(path) - 1))
    key = data.draw(st.sampled_from(("hash", "cents")))
    node = {**path[place], key: altered(path[place][key], data)}
    return [*path[:place], node, *path[place + 1 :]]


@settings(max_examples=300)
@given(st.integers(1, 40), st.data())
def test_a_proof_with_anything_altered_fails(count: int, data: st.DataObject) -> None:
    proof = proof_for(count, data.draw(st.integers(0, count - 1)))
    said = json.loads(proof.as_text())
    key = data.draw(st.sampled_from(sorted(said)))

    said[key] = altered(said[key], data)

    with pytest.raises(Failed):
        proof_in(json.dumps(said))
    with pytest.raises(verify.Different):
        verify.check_proof(said, proof.root)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "1e999", '{"format": "prorata proof 1"}', "[" * 9_000]
)
def test_what_is_no_proof_is_told_so(text: str) -> None:
    with pytest.raises(Failed, match="read"):
        proof_in(text)


def test_a_last_leaf_is_never_doubled() -> None:
    """Three leaves, and the last once more: where odd ones were doubled the roots were equal."""
    three = leaves_of(3)

    assert top_of(three).hash != top_of([*three, three[-1]]).hash


def test_a_node_is_never_taken_for_a_leaf() -> None:
    """A node's bytes as a claim's: the first byte hashed tells which it is."""
    left, right = leaves_of(2)
    inside = left.hash + left.cents.to_bytes(8) + right.hash + right.cents.to_bytes(8)

    assert leaf(b"", "", 0).hash != top_of([left, right]).hash
    assert verify.sha256(b"\x01" + inside) == top_of([left, right]).hash


def test_sums_that_do_not_fit_are_refused_and_never_wrapped() -> None:
    with pytest.raises(OverflowError):
        leaf(bytes(16), "A", -1)
    with pytest.raises(OverflowError):
        top_of([Node(bytes(32), 1 << 62), Node(bytes(32), 1 << 62), Node(bytes(32), 0)])


def test_the_worked_example_of_the_documentation_is_right() -> None:
    text = DOC.read_text()
    rows = re.findall(
        r"^\| `(\S+)` \| (\d+) \| `([0-9a-f]{32})` \| `([0-9a-f]{64})` \|", text, re.MULTILINE
    )
    assert len(rows) == 3
    seed = bytes.fromhex(re.findall(r"seed `([0-9a-f]{64})`", text)[0])
    nodes = []
    for claim, cents, salt, hashed in rows:
        assert salt_of(seed, claim).hex() == salt
        nodes.append(leaf(bytes.fromhex(salt), claim, int(cents)))
        assert nodes[-1].hash.hex() == hashed

    between, top = top_of(nodes[:2]), top_of(nodes)

    root = root_of(top, leaves=3, snapshot_sha256="11" * 32, case="small", run=1)
    told = dict(re.findall(r"^- (.+): \d+ cents, `([0-9a-f]{64})`", text, re.MULTILINE))
    assert told == {
        "over the first two": between.hash.hex(),
        "over that and the third, the top": top.hash.hex(),
    }
    assert f"the root is `{root}`" in text
