"""A bank profile: what the bank of a case's fund prescribes, read from a TOML file. Pure.

All faults of a file are reported at once, each with its key's path, as for settlement files.
"""

from collections.abc import Callable
from dataclasses import dataclass

from payouts.bankfiles.checks import Drawer
from payouts.bankfiles.lettering import bank_text
from payouts.bankfiles.nacha import MOST_ENTRIES, Originator
from payouts.bankfiles.routing import is_routing
from settlement.errors import Refusal
from settlement.terms.faults import Fault, Faults
from settlement.terms.shapes import Shape, Unfit, key_like, whole
from settlement.terms.table import Table
from settlement.terms.toml_text import NotToml, read_toml

LEAST_LINES = 10
_NOT_OURS = {"PAYROLL", "REVERSAL"}  # reserved by the format for wages and for taking back


class ProfileRefused(Refusal):
    """A bank profile that cannot be used. str() is one line per fault."""

    def __init__(self, file_name: str, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.sentence(file_name) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class AchProfile:
    """line_limit: lines of a file, padding included; days_out: banking days to settlement."""

    sender: Originator
    line_limit: int
    days_out: int


@dataclass(frozen=True, slots=True)
class CheckProfile:
    """line_limit: lines of a print file, its header included; days_out: to the check's date."""

    drawer: Drawer
    line_limit: int
    days_out: int


@dataclass(frozen=True, slots=True)
class Profile:
    ach: AchProfile
    check: CheckProfile


def parse(text: str, *, file_name: str) -> Profile:
    """Read a profile.

    raises: ProfileRefused with every fault of the file
    """
    try:
        values = read_toml(text)
    except NotToml as error:
        raise ProfileRefused(file_name, [error.fault]) from error
    faults = Faults()
    whole_file = Table(values, "", faults)
    whole_file.read("version", whole(1, 1))
    profile = Profile(ach=_ach(whole_file.table("ach")), check=_check(whole_file.table("check")))
    whole_file.close()
    if faults.found:
        raise ProfileRefused(file_name, faults.found)
    return profile


def _ach(table: Table) -> AchProfile:
    odfi = table.read("odfi", _ODFI)
    made = AchProfile(
        sender=Originator(
            destination=table.read("destination", _ROUTING),
            destination_name=table.read("destination_name", _letters(23)),
            origin=table.read("origin", _TEN),
            origin_name=table.read("origin_name", _letters(23)),
            company_name=table.read("company_name", _letters(16)),
            company_id=table.read("company_id", _TEN),
            description=table.read("description", _letters(10, barred=_NOT_OURS)),
            odfi=odfi,
        ),
        line_limit=table.read("line_limit", whole(LEAST_LINES, MOST_ENTRIES)),
        days_out=table.read("days_out", _DAYS_OUT),
    )
    table.close()
    return made


def _check(table: Table) -> CheckProfile:
    made = CheckProfile(
        drawer=Drawer(
            routing=table.read("routing", _ROUTING),
            account=table.read("account", key_like(r"[0-9]{4,17}", "4 to 17 digits in quotes")),
            first_number=table.read("first_number", whole(1, 90_000_000)),
        ),
        line_limit=table.read("line_limit", whole(LEAST_LINES, MOST_ENTRIES)),
        days_out=table.read("days_out", _DAYS_OUT),
    )
    table.close()
    return made


def _letters(longest: int, *, barred: frozenset[str] | set[str] = frozenset()) -> Shape[str]:
    def convert(value: object) -> str:
        fits = isinstance(value, str) and 0 < len(value) <= longest and bank_text(value) == value
        if not isinstance(value, str) or not fits or value in barred:
            raise Unfit
        return value

    but = f", other than {' and '.join(sorted(barred))}" if barred else ""
    return Shape(f"1 to {longest} capitals, digits and .'&/()#- in quotes{but}", convert, "?")


def _when(right: Callable[[str], bool]) -> Callable[[object], str]:
    def convert(value: object) -> str:
        if not isinstance(value, str) or not right(value):
            raise Unfit
        return value

    return convert


_ROUTING = Shape("a routing number of nine digits in quotes", _when(is_routing), "?")
_ODFI = key_like(r"[0-9]{8}", "the first eight digits of the ODFI's routing number in quotes")
_TEN = key_like(r"[0-9A-Z]{10}", "ten digits and capitals in quotes")
_DAYS_OUT = whole(1, 2)
