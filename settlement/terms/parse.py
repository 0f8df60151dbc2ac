"""A settlement file's text to Terms, or every fault of the file with its place."""

from settlement.terms.faults import Faults, SettlementFileRefused
from settlement.terms.parse_case import read_calendar, read_case, read_roster
from settlement.terms.parse_fund import read_fund, read_payment, read_residual
from settlement.terms.parse_pools import check_pools_fit, read_pools
from settlement.terms.parse_questions import names_of, read_questions
from settlement.terms.schema import Fund, Terms
from settlement.terms.shapes import Shape, Unfit
from settlement.terms.table import Table
from settlement.terms.toml_text import NotToml, read_toml

LANGUAGE_VERSION = 1


def parse_terms(text: str, *, file_name: str) -> Terms:
    """Read a settlement file.

    raises: SettlementFileRefused with all faults
    """
    try:
        values = read_toml(text)
    except NotToml as error:
        raise SettlementFileRefused(file_name, [error.fault]) from error
    faults = Faults()
    terms = _terms(Table(values, "", faults))
    if faults.found:
        raise SettlementFileRefused(file_name, faults.found)
    return terms


def _terms(top: Table) -> Terms:
    """Every section is read whatever the others say, so that no fault hides another."""
    version = top.read("version", _VERSION)
    case = read_case(top.table("case"))
    calendar = read_calendar(top.table("calendar"), time_zone=case.time_zone)
    fund = read_fund(top.table("fund"))
    roster = read_roster(top.table("roster"))

    question_tables = top.tables("questions", least=0)
    certain = not top.faults.at("roster.flags") and not top.faults.exactly("roster", "questions")
    names = names_of(question_tables, flags=roster.flags, certain=certain)
    questions = read_questions(
        question_tables, languages=case.languages, flags=roster.flags, names=names
    )
    pool_tables = top.tables("pools", least=1)
    pools = read_pools(pool_tables, names=names)
    residual = read_residual(top.table("residual"), fund)
    if fund is not None and not top.faults.at("residual.reserve"):
        check_pools_fit(pool_tables, pools, fund, reserve_cents=residual.reserve_cents)

    payment = read_payment(top.table("payment"))
    top.close()
    return Terms(
        version=version,
        case=case,
        calendar=calendar,
        fund=fund or Fund(0, ()),
        roster=roster,
        questions=questions,
        pools=pools,
        residual=residual,
        payment=payment,
    )


def _version(value: object) -> int:
    if isinstance(value, bool) or value != LANGUAGE_VERSION or not isinstance(value, int):
        raise Unfit
    return value


_VERSION = Shape(f"{LANGUAGE_VERSION}, the version of this language", _version, LANGUAGE_VERSION)
