"""The list for a state of whose money it gets: names and last addresses, opened for it alone."""

from collections.abc import Iterator

from claims.filing.services import contents_of_many
from payouts.payments.payees import payee_of
from payouts.residual import statements
from payouts.residual.models import Disposal, DisposalKind, DisposalStatus, Portion
from payouts.residual.plans import NO_STATE
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.money import dollars

COLUMNS = (
    "claim",
    "payment",
    "distribution",
    "amount",
    "name",
    "line1",
    "line2",
    "city",
    "state",
    "zip",
)


def list_for(*, disposal: Disposal, portion: Portion, by: User) -> list[tuple[object, ...]]:
    """The rows of a state's list, by claim number. Only that state's payees are opened, and the
    reading is recorded.

    raises: Refusal where the disposal is no approved escheat
    """
    if disposal.kind != DisposalKind.ESCHEAT or disposal.status != DisposalStatus.APPROVED:
        raise Refusal(f"A list is made for a state once an escheat is approved; {disposal} is not.")
    audit.record(
        kind="claims.opened",
        entity=disposal.ENTITY,
        ref=disposal.audit_ref,
        by=by,
        settlement_id=disposal.settlement_id,
        why="names and addresses for the state that takes the money",
        data={"state": portion.name, "payees": portion.payees},
    )
    return [*_rows(disposal, _state_of(portion))]


def _state_of(portion: Portion) -> str:
    state = portion.account.rpartition(":")[2]
    return "" if state == NO_STATE else state


def _rows(disposal: Disposal, state: str) -> Iterator[tuple[object, ...]]:
    given = statements.of_state(disposal_id=disposal.pk, state=state)
    opened = contents_of_many(settlement=disposal.settlement, claim_ids={row[0] for row in given})
    for claim_id, number, cents, ref, distribution in given:
        payee = payee_of(opened[claim_id])
        address = (payee.line1, payee.line2, payee.city, payee.state, payee.zip)
        yield number, ref, distribution, dollars(cents), payee.name, *address
