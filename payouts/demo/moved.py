"""Pure: the default case's file with its calendar moved to today, and two payment methods."""

import re
from datetime import date, timedelta

OPEN_FOR = 60  # days, at least, that claims have been open on the day of the demo
WEEK = 7

_DAY = re.compile(r"^(?P<key>[a-z_]+ = )(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", re.MULTILINE)
_OPENS = re.compile(r"^claims_open = (?P<day>[0-9-]{10})", re.MULTILINE)
_METHODS = re.compile(r"^methods = \[.*\]$", re.MULTILINE)
_HEAD = """\
# A copy for the demo: every day of the calendar is moved by the same number of weeks, so that
# claims are open today, and only ACH and check are offered. Otherwise it is the case's own file.
"""


def moved(text: str, *, today: date) -> str:
    """Move every day in a settlement file so that claims opened OPEN_FOR days ago, or in the week
    before.

    By whole weeks, so that no day falls on a weekend that did not. Comments stay as they are.
    """
    opens = _OPENS.search(text)
    if opens is None:
        raise ValueError("The settlement file does not say when claims open.")
    days = (today - timedelta(days=OPEN_FOR) - date.fromisoformat(opens["day"])).days
    by = timedelta(days=days // WEEK * WEEK)

    def move(match: re.Match[str]) -> str:
        return f"{match['key']}{date.fromisoformat(match['day']) + by}"

    return _HEAD + _METHODS.sub('methods = ["ach", "check"]', _DAY.sub(move, text))
