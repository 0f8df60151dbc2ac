"""[case], [calendar] and [roster] of a settlement file."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from settlement.terms.expressions import RESERVED
from settlement.terms.parse_questions import NAME, SITE_LANGUAGES
from settlement.terms.schema import Calendar, Case, Identifier, RosterTerms
from settlement.terms.shapes import DAY, TRUTH, Shape, Unfit, key_like, one_of, whole, words
from settlement.terms.table import Table

# First parts of the site's own addresses: a case of such a name would have no page.
SITE_PATHS = frozenset(
    {"accounts", "admin", "healthz", "i18n", "mail", "media", "metrics", "readyz", "staff"}
    | {"static"}
)
# Columns that every class list has; a flag is one column more.
ROSTER_COLUMNS = frozenset(
    {"member_ref", "notice_id", "confirmation_code", "email", "phone", "username", "first_name"}
    | {"last_name", "line1", "line2", "city", "state", "zip"}
)
MOST_FLAGS = 15  # a member's flags are stored in 31 bits, two for each
LANGUAGE = key_like(
    "|".join(SITE_LANGUAGES), f"a language of the site: {' or '.join(SITE_LANGUAGES)}"
)
_DAYS = whole(0, 3650)
_CLASS_SIZE = whole(1, 10_000_000_000)


def read_case(table: Table) -> Case:
    case = Case(
        slug=table.read("slug", SLUG),
        name=table.read("name", words()),
        court=table.read("court", words()),
        number=table.read("number", words()),
        time_zone=table.read("time_zone", TIME_ZONE),
        class_size=table.read("class_size", _CLASS_SIZE),
        languages=table.read_list("languages", LANGUAGE),
    )
    table.close()
    return case


def read_calendar(table: Table, *, time_zone: str) -> Calendar:
    calendar = Calendar(
        notice=table.read("notice", DAY),
        claims_open=table.read("claims_open", DAY),
        claims_close=table.read("claims_close", DAY),
        opt_out_close=table.read("opt_out_close", DAY),
        objection_close=table.read("objection_close", DAY),
        fee_petition=table.read("fee_petition", DAY),
        final_hearing=table.read("final_hearing", DAY),
        cure_days=table.read("cure_days", _DAYS),
        appeal_days=table.read("appeal_days", _DAYS),
        payment_change_days=table.read("payment_change_days", _DAYS),
        zone=ZoneInfo(time_zone),
    )
    _check_claims_period(table, calendar)
    table.close()
    return calendar


def read_roster(table: Table) -> RosterTerms:
    roster = RosterTerms(
        identifiers=table.read_list("identifiers", one_of(Identifier)),
        flags=table.read_list("flags", FLAG, least=0),
        fold_gmail=table.read_or("fold_gmail", TRUTH, False),
    )
    if len(roster.flags) > MOST_FLAGS:
        table.faults.note(
            table.at("flags"), f"at most {MOST_FLAGS} flags; these are {len(roster.flags)}"
        )
    table.close()
    return roster


def _check_claims_period(table: Table, calendar: Calendar) -> None:
    if table.faults.at(table.at("claims_open"), table.at("claims_close")):
        return
    if calendar.claims_close < calendar.claims_open:
        table.faults.note(
            table.at("claims_close"), f"a day not before claims_open, {calendar.claims_open}"
        )


def _slug(value: object) -> str:
    slug = _SLUG.convert(value)
    if slug in SITE_PATHS:
        raise Unfit(f'another name than "{slug}", which is an address of the site itself')
    return slug


def _flag(value: object) -> str:
    flag = NAME.convert(value)
    if flag in RESERVED or flag in ROSTER_COLUMNS or flag == "count":
        raise Unfit(f'another name than "{flag}", which has a meaning')
    return flag


def _time_zone(value: object) -> str:
    if not isinstance(value, str) or value not in _time_zones():
        raise Unfit
    return value


@cache
def _time_zones() -> frozenset[str]:
    # These two mean whatever the machine says: a deadline must mean the same everywhere.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


_SLUG = key_like(
    r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?",
    "a name in quotes of a-z, 0-9 and -, not beginning or ending with -, of at most 60 characters",
)
SLUG = Shape(_SLUG.expected, _slug, "?")
FLAG = Shape(NAME.expected, _flag, "?")
TIME_ZONE = Shape('a time zone\'s name in quotes, such as "America/New_York"', _time_zone, "UTC")
