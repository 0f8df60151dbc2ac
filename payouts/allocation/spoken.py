"""Pure: how much of the settlement file's language a run can carry out; the rest is refused."""

from collections.abc import Iterator

from settlement.errors import Refusal
from settlement.terms.schema import Terms, Tranche


class NotSpoken(Refusal):
    """The settlement file was adopted, but a run cannot carry out all of it yet."""


def check_spoken(terms: Terms) -> None:
    """Refuse what a run does not carry out yet, all of it in one sentence.

    raises: NotSpoken
    """
    unspoken = [*_unspoken(terms)]
    if unspoken:
        raise NotSpoken(
            f"This settlement file has {_listed(unspoken)}, which no run or simulation carries out"
            " yet; a plan of one pool, shared by points without caps or a minimum, can be run."
        )


def _unspoken(terms: Terms) -> Iterator[str]:
    if len(terms.pools) > 1:
        yield f"{len(terms.pools)} pools"
    for pool in terms.pools:
        for tranche in pool.tranches:
            for key in _keys(tranche):
                yield f'"{key}" in tranche {pool.key}.{tranche.key}'


def _keys(tranche: Tranche) -> Iterator[str]:
    if tranche.amount is not None:
        yield "amount"
    if tranche.cap_per_claim_cents is not None:
        yield "cap_per_claim"
    if tranche.cap_per_point_cents is not None:
        yield "cap_per_point"
    if tranche.minimum_cents is not None:
        yield "minimum"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
