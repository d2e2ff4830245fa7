"""How numbers are written."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """5,000"""
    return f"{number:,}"
