"""[fund], [residual] and [payment] of a settlement file."""

from fractions import Fraction
from math import floor

from settlement.money import shown
from settlement.terms.parse_pools import PLAN_KEY
from settlement.terms.schema import (
    CyPres,
    Deduction,
    Fund,
    Payment,
    PaymentMethod,
    Residual,
    ResidualStep,
)
from settlement.terms.shapes import MONEY, PERCENT, one_of, whole, words
from settlement.terms.table import Table, note_repeated

_VOID_DAYS = whole(1, 3650)


def read_fund(table: Table) -> Fund | None:
    """The fund; None where its net cannot be judged, because a figure is faulty."""
    gross_cents = table.read("gross", MONEY)
    rows = table.tables("deductions", least=0)
    deductions = tuple(_deduction(row, gross_cents) for row in rows)
    note_repeated(rows, [deduction.key for deduction in deductions])
    table.close()
    fund = Fund(gross_cents, deductions)
    return fund if _is_judged(table, rows) and _deductions_fit(table, fund) else None


def _deduction(table: Table, gross_cents: int) -> Deduction:
    key, title = table.read("key", PLAN_KEY), table.read("title", words())
    amount_cents = table.read_or("amount", MONEY, None)
    percent = table.read_or("percent_of_gross", PERCENT, None)
    if table.has("amount") and table.has("percent_of_gross"):
        table.faults.note(
            table.at("percent_of_gross"), 'either "amount" or "percent_of_gross", not both'
        )
    if not (table.missing or table.has("amount") or table.has("percent_of_gross")):
        table.faults.note(
            table.at("amount"), 'either "amount" or "percent_of_gross"; both are missing'
        )
    table.close()
    if amount_cents is None:
        amount_cents = floor(gross_cents * (percent or 0) / 100 + Fraction(1, 2))
    return Deduction(key, title, amount_cents, percent)


def _is_judged(table: Table, rows: list[Table]) -> bool:
    figures = [row.at(key) for row in rows for key in ("amount", "percent_of_gross")]
    return not (
        table.missing
        or table.faults.exactly(table.at("deductions"), *(row.path for row in rows))
        or table.faults.at(table.at("gross"), *figures)
    )


def _deductions_fit(table: Table, fund: Fund) -> bool:
    if fund.net_cents >= 0:
        return True
    table.faults.note(
        table.at("deductions"),
        f"deductions of at most the gross fund, {shown(fund.gross_cents)};"
        f" together they are {shown(fund.deducted_cents)}",
    )
    return False


def read_residual(table: Table, fund: Fund | None) -> Residual:
    """fund: None where its net cannot be judged"""
    steps = table.read_list("steps", one_of(ResidualStep))
    if ResidualStep.SECOND_DISTRIBUTION in steps:
        minimum_cents: int | None = table.read("second_distribution_minimum", MONEY)
    else:
        minimum_cents = table.read_or("second_distribution_minimum", MONEY, None)
    recipients = _recipients(table, least=1 if ResidualStep.CY_PRES in steps else 0)
    reserve_cents = table.read_or("reserve", MONEY, 0)
    table.close()
    if fund is not None and reserve_cents > fund.net_cents:
        table.faults.note(
            table.at("reserve"),
            f"at most the net fund, {shown(fund.net_cents)}; found {shown(reserve_cents)}",
        )
    return Residual(steps, minimum_cents, recipients, reserve_cents)


def _recipients(table: Table, *, least: int) -> tuple[CyPres, ...]:
    rows = table.tables("cy_pres", least=least)
    recipients = []
    for row in rows:
        recipients.append(CyPres(row.read("name", words()), row.read("percent", PERCENT)))
        row.close()
    judged = rows and not table.faults.at(*(row.at("percent") for row in rows))
    total = sum((recipient.percent for recipient in recipients), Fraction(0))
    if judged and not table.faults.exactly(*(row.path for row in rows)) and total != 100:
        table.faults.note(
            table.at("cy_pres"), f"percentages that are 100 together; these are {float(total):g}"
        )
    return tuple(recipients)


def read_payment(table: Table) -> Payment:
    payment = Payment(
        methods=table.read_list("methods", one_of(PaymentMethod)),
        default=table.read("default", one_of(PaymentMethod)),
        check_void_days=table.read("check_void_days", _VOID_DAYS),
    )
    judged = not table.missing and not table.faults.at(table.at("methods"), table.at("default"))
    if judged and payment.default not in payment.methods:
        table.faults.note(
            table.at("default"), f'one of payment.methods; "{payment.default}" is none of them'
        )
    table.close()
    return payment
