"""Post one balanced entry, record what the bank confirmed, and say where the money is."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from payouts.ledger import deductions, statements
from payouts.ledger.chart import (
    CASH,
    FUND,
    LEFT,
    NET,
    SPARE,
    Side,
    account_of,
    credit,
    debit,
    deduction,
    held_cents,
    title_of,
)
from payouts.ledger.deductions import Overdrawn
from payouts.ledger.models import Balance, Entry, Leg
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.money import dollars, shown
from settlement.terms import holding
from settlement.terms.models import Settlement
from settlement.terms.schema import Fund
from settlement.terms.services import terms_of, terms_of_version, version_of


def post(
    *,
    settlement: Settlement,
    kind: str,
    ref: str,
    legs: Sequence[Side],
    memo: str,
    by: User,
) -> bool:
    """Post one entry by one statement. Legs of 0 cents are left out.

    returns: False where (kind, ref) was posted before: then nothing changes
    raises:  Overdrawn, or IntegrityError when the legs do not balance
    """
    moving = [leg for leg in legs if leg.cents]

    def statement() -> int:
        return statements.post_listed(
            settlement_id=settlement.pk,
            kind=kind,
            ref=ref,
            memo=memo,
            made_by_id=by.pk,
            accounts=[leg.account for leg in moving],
            amounts=[leg.cents for leg in moving],
            refs=[leg.ref for leg in moving],
        )

    return _posted(statement, moved=[leg.account for leg in moving])


def post_selected(
    *,
    settlement: Settlement,
    kind: str,
    ref: str,
    legs: str,
    accounts: Sequence[str],
    memo: str,
    by: User,
    **values: object,
) -> bool:
    """Post one entry whose legs a SELECT gives: for a leg a payment, and a million payments.

    legs:     a constant SELECT of (account, cents, ref), debit positive, no leg of 0 cents
    accounts: those it moves, for the sentence when one would be overdrawn
    returns, raises: as `post`
    """

    def statement() -> int:
        return statements.post_selected(
            legs,
            settlement_id=settlement.pk,
            kind=kind,
            ref=ref,
            memo=memo,
            made_by_id=by.pk,
            **values,
        )

    return _posted(statement, moved=accounts)


def _posted(statement: Callable[[], int], *, moved: Sequence[str]) -> bool:
    try:
        with transaction.atomic():
            return statement() > 0
    except IntegrityError as error:
        if "balance_not_overdrawn" not in str(error):
            raise
        raise Overdrawn(_overdrawn(error, moved)) from error


def _overdrawn(error: IntegrityError, moved: Sequence[str]) -> str:
    """The sentence of the account that the database named."""
    detail = str(error)
    named = [account for account in moved if f", {account}, " in detail]
    return account_of(named[0]).overdrawn if named else "An account does not hold that much."


@transaction.atomic
def confirm_funding(
    *, settlement: Settlement, amount_cents: int, bank_reference: str, by: User, now: datetime
) -> None:
    """Record money that the fund's bank confirmed. When the gross fund is whole, the court's
    deductions are posted with it and the rest becomes the net fund; see `deduct`.

    bank_reference: the bank's own, by which the same confirmation is recognised
    raises: Refusal when it was recorded before, or is more than the settlement file's fund
    """
    holding.lock_case(settlement.pk)
    fund = terms_of(settlement).fund
    funded_cents = funded(settlement) + amount_cents
    _check_funding(amount_cents, funded_cents, fund)
    posted = post(
        settlement=settlement,
        kind="funding",
        ref=bank_reference,
        legs=[debit(CASH, amount_cents), credit(FUND, amount_cents)],
        memo=f"The bank confirmed {shown(amount_cents)}.",
        by=by,
    )
    if not posted:
        raise Refusal(
            f'The confirmation "{bank_reference}" was recorded before. Check the reference;'
            " another receipt of money has another."
        )
    with suppress(Overdrawn):  # more than is left; a run that takes the place of another deducts
        deduct(settlement=settlement, by=by)
    audit.record(
        kind="fund.confirmed",
        entity="fund",
        ref=settlement.slug,
        by=by,
        settlement_id=settlement.pk,
        data={
            "amount": dollars(amount_cents),
            "bank_reference": bank_reference,
            "confirmed_at": now.isoformat(),
        },
    )


def _check_funding(amount_cents: int, funded_cents: int, fund: Fund) -> None:
    if amount_cents <= 0:
        raise Refusal("An amount of money that came in is more than nothing.")
    if funded_cents > fund.gross_cents:
        raise Refusal(
            f"With this the bank would have confirmed {shown(funded_cents)}, more than the gross"
            f" fund of {shown(fund.gross_cents)} in the settlement file. Check the amount."
        )


def deduct(*, settlement: Settlement, by: User) -> bool:
    """Post the deductions of the settlement file in force once its whole gross fund is confirmed;
    after an amendment, what differs from those posted before. What they take more comes out of
    the net fund, then the residual, then the reserve, and never out of what somebody is owed; what
    they take less goes to the net fund. The caller holds the case's row.

    returns: False where nothing is to be posted
    raises:  Overdrawn where these do not hold that much; then nothing is posted
    """
    version = version_of(settlement)
    fund = terms_of_version(version).fund
    undeducted = _undeducted(settlement, fund)
    if funded(settlement) < fund.gross_cents or not undeducted:
        return False
    return post(
        settlement=settlement,
        kind="deductions",
        ref=_ref_of(settlement, version.number),
        legs=deductions.balanced(undeducted, left(settlement)),
        memo=f"The court's deductions by version {version.number} of the settlement file; what is"
        " left is for the class.",
        by=by,
    )


def _ref_of(settlement: Settlement, version: int) -> str:
    """By the version; where that was given back since, also by how many entries there are."""
    posted = Entry.objects.filter(settlement=settlement, kind="deductions")
    again = posted.filter(ref=str(version)).exists()
    return f"{version}/{posted.count()}" if again else str(version)


def is_behind(settlement: Settlement) -> bool:
    """Whether the deductions were posted by another fund than the settlement file in force has."""
    posted = Entry.objects.filter(settlement=settlement, kind="deductions")
    return posted.exists() and bool(_undeducted(settlement, terms_of(settlement).fund))


def _undeducted(settlement: Settlement, fund: Fund) -> list[Side]:
    legs = Leg.objects.filter(entry__settlement=settlement, entry__kind="deductions")
    posted = legs.exclude(account__in=LEFT).values_list("account", "cents")
    return deductions.undeducted(fund, posted)


def give_back(*, settlement: Settlement, ref: str, by: User) -> bool:
    """Put back what deductions drew on residual and reserve, so that the entry of the run that
    filled these can be reversed. It comes out of net fund and deductions; `deduct` then takes it
    anew, of the net fund. The caller holds the case's row.

    ref:     of that run
    returns: False where they drew nothing
    raises:  Overdrawn where they were lowered again since, and that money is given already
    """
    legs = Leg.objects.filter(
        entry__settlement=settlement, entry__kind="deductions", account__in=SPARE
    )
    taken = dict(legs.values_list("account").annotate(cents=Sum("cents")))
    if not any(taken.values()):
        return False
    rows = Balance.objects.filter(settlement=settlement, account__startswith="deductions:")
    held = [(row.account, held_cents(row.account, row.cents)) for row in rows.order_by("account")]
    sources = deductions.drawn(sum(taken.values()), [(NET, net_cents(settlement)), *held])
    if sum(side.cents for side in sources) < sum(taken.values()):
        raise Overdrawn("What the earlier run left is given already, so no run takes its place.")
    return post(
        settlement=settlement,
        kind="deductions",
        ref=f"back/{ref}",
        legs=[*(credit(account, cents) for account, cents in taken.items()), *sources],
        memo="Given back to residual and reserve, to be deducted anew once a run gave way.",
        by=by,
    )


def net_cents(settlement: Settlement) -> int:
    """What the net fund holds that is not awarded."""
    return holds(settlement, NET)


def holds(settlement: Settlement, account: str) -> int:
    """What one account holds, in cents, positive on its normal side."""
    row = Balance.objects.filter(settlement=settlement, account=account).first()
    return held_cents(account, row.cents) if row else 0


def left(settlement: Settlement) -> dict[str, int]:
    """What is left for whatever comes after the first distribution, by account: the residual, the
    reserve, and what an amendment added to the net fund since."""
    rows = Balance.objects.filter(settlement=settlement, account__in=LEFT)
    held = {row.account: held_cents(row.account, row.cents) for row in rows}
    return {account: held[account] for account in LEFT if held.get(account)}


def funded(settlement: Settlement) -> int:
    """Cents that the bank has confirmed so far, over all confirmations."""
    legs = Leg.objects.filter(entry__settlement=settlement, entry__kind="funding", account=CASH)
    return int(legs.aggregate(cents=Sum("cents", default=0))["cents"])


@dataclass(frozen=True, slots=True)
class Holding:
    """What an account holds, positive on its normal side."""

    account: str
    title: str
    meaning: str
    cents: int


def balances(settlement: Settlement) -> list[Holding]:
    """Every account of a case that was ever moved, in the chart's order."""
    titles = {deduction(each.key): each.title for each in terms_of(settlement).fund.deductions}
    held = Balance.objects.filter(settlement=settlement).order_by("account")
    return [
        Holding(
            account=row.account,
            title=titles.get(row.account, title_of(row.account)),
            meaning=account_of(row.account).meaning,
            cents=held_cents(row.account, row.cents),
        )
        for row in held
    ]


def legs_of(*, settlement: Settlement, kind: str, ref: str) -> list[Side]:
    """The legs of one small entry, as they were posted; none where there is no such entry."""
    entry = Entry.objects.filter(settlement=settlement, kind=kind, ref=ref)
    rows = Leg.objects.filter(entry__in=entry).order_by("pk")
    return [Side(*row) for row in rows.values_list("account", "cents", "ref")]
