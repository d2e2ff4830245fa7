"""How numbers are written."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """5,000, as the site's language parts them."""
    return number_format(number, force_grouping=True)
