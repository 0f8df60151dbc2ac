"""The staff frame's own tags: {% staff_links as links %}, {{ count|about }}."""

from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma

from settlement.accounts.navigation import Link, links

register = template.Library()

EXACT = 10_000  # up to here a count is worth its last digit
DIGITS = 2


@register.simple_tag(takes_context=True)
def staff_links(context: dict[str, Any]) -> list[Link]:
    """Where the reader may go; nothing where there is no request, as on an error page."""
    request = context.get("request")
    return links(request) if request is not None else []


@register.filter
def about(count: int) -> str:
    """A count as one says it: exact while it is small, then "about 41,000"."""
    if count <= EXACT:
        return intcomma(count)
    return f"about {intcomma(round(count, DIGITS - len(str(count))))}"
