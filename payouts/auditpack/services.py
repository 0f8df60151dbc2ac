"""Make a run's tree once, and the proof of any claim's award from it."""

import secrets
from bisect import bisect_right
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from payouts.allocation.models import Run, RunStatus
from payouts.auditpack import statements
from payouts.auditpack.models import AwardTree
from payouts.auditpack.proofs import Proof
from payouts.auditpack.tree import (
    BLOCK,
    Node,
    blocks,
    leaf,
    path_of,
    root_of,
    salt_of,
    top_of,
)
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.terms.models import Settlement

COMPUTED = (RunStatus.CLOSED, RunStatus.APPROVED, RunStatus.SUPERSEDED)
SEED_BYTES = 32


class NotComputed(Refusal):
    """There is nothing to prove of a run that is not computed."""


class AwardsAltered(Refusal):
    """The awards are not any more those that the root was made over."""


@transaction.atomic
def plant(run: Run) -> AwardTree:
    """The tree over a computed run's awards; made at the first call, the same ever after.

    raises: NotComputed
    """
    held = Run.objects.select_related("settlement").get(pk=run.pk)
    if held.status not in COMPUTED:
        raise NotComputed(f"Run {run.number} is not computed. Wait until it is closed.")
    # Nobody waits for this lock but who would make the same tree.
    statements.alone(run_id=run.pk)
    made = AwardTree.objects.filter(run=run).first()
    return made or _planted(held)


def _planted(run: Run) -> AwardTree:
    statements.make_room()
    seed = secrets.token_bytes(SEED_BYTES)
    made = [*blocks(statements.awards(run_id=run.pk), seed)]
    statements.write_blocks(run_id=run.pk, blocks=made)
    top, leaves = top_of([block.node for block in made]), sum(block.claims for block in made)
    tree = AwardTree.objects.create(
        run=run,
        root=_root(run, top, leaves=leaves),
        seed=seed,
        leaves=leaves,
        sum_cents=top.cents,
    )
    audit.record(
        kind="run.root",
        entity=run.ENTITY,
        ref=run.audit_ref,
        by=User.objects.service("auditpack"),
        settlement_id=run.settlement_id,
        data={"root": tree.root, "leaves": leaves, "sum_cents": top.cents},
    )
    return tree


def _root(run: Run, top: Node, *, leaves: int) -> str:
    return root_of(
        top,
        leaves=leaves,
        snapshot_sha256=run.snapshot_sha256,
        case=run.settlement.slug,
        run=run.number,
    )


def unplanted() -> QuerySet[Run]:
    """Computed runs that have no tree yet; nobody asks for that of a superseded one."""
    return Run.objects.filter(status__in=[RunStatus.CLOSED, RunStatus.APPROVED], tree=None)


def published(settlement: Settlement) -> QuerySet[AwardTree]:
    """The trees of a case's approved runs, whose awards sum to what was approved; newest first."""
    trees = AwardTree.objects.select_related("run").filter(
        run__settlement=settlement,
        run__status=RunStatus.APPROVED,
        sum_cents=F("run__awarded_cents"),
        leaves=F("run__claims"),
    )
    return trees.order_by("-run__number")


def proof_of(tree: AwardTree, *, claim: str) -> Proof | None:
    """The proof that a claim's award is below a run's root; None where the run has no such claim.

    raises: AwardsAltered where the awards beside it do not lead to the root
    """
    run = tree.run
    nodes = statements.blocks(run_id=run.pk)
    number = bisect_right([first for first, _node in nodes], claim) - 1
    awards = _block(run, nodes, number) if number >= 0 else []
    place = next((place for place, (each, _cents) in enumerate(awards) if each == claim), None)
    if place is None:
        return None
    seed = bytes(tree.seed)
    leaves = [leaf(salt_of(seed, each), each, cents) for each, cents in awards]
    if top_of(leaves) != nodes[number][1]:
        raise AwardsAltered(
            f"The awards of run {run.number} are not those that its root was made over."
        )
    above = path_of([node for _first, node in nodes], number)
    return Proof(
        case=run.settlement.slug,
        run=run.number,
        snapshot_sha256=run.snapshot_sha256,
        claim=claim,
        cents=awards[place][1],
        salt=salt_of(seed, claim),
        place=number * BLOCK + place,
        leaves=tree.leaves,
        path=[*path_of(leaves, place), *above],
        sum_cents=tree.sum_cents,
        root=tree.root,
    )


def _block(run: Run, nodes: Sequence[tuple[str, Node]], number: int) -> list[tuple[str, int]]:
    after = nodes[number + 1][0] if number + 1 < len(nodes) else None
    return statements.leaves(
        run_id=run.pk, settlement_id=run.settlement_id, first=nodes[number][0], after=after
    )


def record_taken(run: Run, *, by: User, as_what: str) -> None:
    """Record that somebody took the run's audit pack. as_what: "folder" or "zip"."""
    audit.record(
        kind="run.packed",
        entity=run.ENTITY,
        ref=run.audit_ref,
        by=by,
        settlement_id=run.settlement_id,
        data={"as": as_what, "snapshot_sha256": run.snapshot_sha256},
    )
