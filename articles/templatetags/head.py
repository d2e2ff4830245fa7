"""What a page says of itself to machines, in its head."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

register = template.Library()

# Nothing of it can end the script that it stands in, or begin markup; the last two end a line for old readers of JavaScript.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(graph: dict[str, Any] | None) -> SafeString | str:
    """A block of data, which no browser runs: the content policy need not know of it.

    The only place where something goes to a page that Django has not escaped: inside a script its escapes would be text.
    """
    if not graph:
        return ""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.simple_block_tag
def line(content: str) -> str:
    """Said once and kept under a name, on one line, escaped as it came: `{% line as page_title %}…{% endline %}`."""
    return SafeString(" ".join(content.split()))


@register.simple_tag
def site_name() -> str:
    """Also for a page that has no context."""
    return settings.SITE_NAME


@register.simple_tag
def og_locale() -> str:
    """As in en_GB."""
    return to_locale(get_language() or "en")
