"""Dates in words, in the reader's language and the case's zone.

{{ calendar.claims_close|day }}            Friday, January 15, 2027
{{ receipt.received_at|moment:case.zone }}  Tuesday, November 24, 2026, 7:00 am Eastern time
{{ days|from_now }}                         in 52 days
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

ZONES = {  # as people in the United States say it, summer and winter alike
    "America/New_York": _("Eastern time"),
    "America/Detroit": _("Eastern time"),
    "America/Chicago": _("Central time"),
    "America/Denver": _("Mountain time"),
    "America/Phoenix": _("Arizona time"),
    "America/Los_Angeles": _("Pacific time"),
    "America/Anchorage": _("Alaska time"),
    "Pacific/Honolulu": _("Hawaii time"),
    "America/Puerto_Rico": _("Atlantic time"),
}
EXACT_DAYS = 99  # further away, months are near enough
DAYS_A_MONTH, DAYS_A_YEAR = 30, 365


@register.filter
def day(value: date) -> str:
    """A day with its weekday: "Tuesday, March 1, 2022"."""
    return formats.date_format(value, pgettext("a day, in Django's date format", "l, F j, Y"))


@register.filter
def moment(value: datetime, zone: ZoneInfo) -> str:
    """A moment in the case's zone, to the minute, the zone said once."""
    local = value.astimezone(zone)
    return gettext("%(day)s, %(time)s %(zone)s") % {
        "day": day(local.date()),
        "time": clock(local),
        "zone": zone_name(zone, local),
    }


def clock(local: datetime) -> str:
    """The time on a twelve-hour clock: "11:59 pm"."""
    half = pgettext("before noon", "am") if local.hour < 12 else pgettext("after noon", "pm")
    return f"{local.hour % 12 or 12}:{local.minute:02d} {half}"


@register.simple_tag
def zone_name(zone: ZoneInfo, at: datetime | None = None) -> str:
    """The zone as people say it, else by its abbreviation at that moment, else by its key."""
    if zone.key in ZONES:
        return str(ZONES[zone.key])
    return (at.astimezone(zone).tzname() if at else None) or zone.key


@register.filter
def from_now(days: int) -> str:
    """How far a day lies from today: "in 52 days", "tomorrow", "about 3 months ago"."""
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    return _ahead(days) if days > 0 else _ago(-days)


def _ahead(days: int) -> str:
    if days <= EXACT_DAYS:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days <= DAYS_A_YEAR:
        months = round(days / DAYS_A_MONTH)
        return ngettext("in about %(n)d month", "in about %(n)d months", months) % {"n": months}
    years = round(days / DAYS_A_YEAR)
    return ngettext("in about %(n)d year", "in about %(n)d years", years) % {"n": years}


def _ago(days: int) -> str:
    if days <= EXACT_DAYS:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days <= DAYS_A_YEAR:
        months = round(days / DAYS_A_MONTH)
        return ngettext("about %(n)d month ago", "about %(n)d months ago", months) % {"n": months}
    years = round(days / DAYS_A_YEAR)
    return ngettext("about %(n)d year ago", "about %(n)d years ago", years) % {"n": years}
