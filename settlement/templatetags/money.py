"""Amounts in templates: {{ amount_cents|cents }}."""

from django import template

from settlement.money import shown

register = template.Library()


@register.filter
def cents(amount_cents: int) -> str:
    """Whole cents as people read them: "$27.84"."""
    return shown(amount_cents)
