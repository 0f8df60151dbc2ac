"""Long hashes in templates: {{ run.snapshot_sha256|breakable }}."""

from itertools import batched

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

GROUP = 8


@register.filter
def breakable(digest: str) -> SafeString:
    """A hash that a narrow page may break after each eighth character; copied, it is whole."""
    groups = (("".join(group),) for group in batched(digest, GROUP, strict=False))
    return format_html_join(SafeString("<wbr>"), "{}", groups)
