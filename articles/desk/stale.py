"""What hangs on an article, drawn again after somebody else changed the article while the page was open.

An import replaces rows as a whole, so that rows of the open page may no longer be there: topics, pictures and coverage
that moved are shown as they stand now, and a sentence says so.
"""

from __future__ import annotations

from typing import Any

from django.forms import BaseInlineFormSet

from articles.desk.inlines import attached
from articles.desk.panel import readable
from articles.models import Article

# The formsets' prefixes, in the names of `attached`.
NAMES = {"topic_links": "topics", "images": "images", "related": "related"}
WORDS = {"topics": "Topics are", "images": "Pictures are", "related": "Other coverage of this story is"}


def renewed(formset: BaseInlineFormSet, article: Article, rows: Any) -> tuple[BaseInlineFormSet, str]:
    """The formset to show, and what to say of it: "" where nobody else changed its rows."""
    kind: Any = type(formset)
    posted = kind(formset.data, instance=article, prefix=formset.prefix, queryset=rows)
    touched = any(set(form.changed_data) - {"id"} for form in posted.forms)
    if not _moved(posted):
        return formset, ""
    name = NAMES[str(formset.prefix)]
    said = f"{WORDS[name]} now: {readable([_named(row) for row in attached(article)[name]])}."
    if touched:
        said += " What you changed there was not kept: change it again if it is still wanted."
    return kind(instance=article, prefix=formset.prefix, queryset=rows), said


def _moved(posted: Any) -> bool:
    """Whether the stored rows are no longer those that the page was given."""
    if len(posted.get_queryset()) != len(posted.initial_forms):
        return True
    return any(form.instance.pk is None or form.moved() for form in posted.initial_forms)


def _named(row: Any) -> Any:
    """A topic's name, or of a picture or link what tells it from the others."""
    return {key: row[key] for key in ("title", "url", "webUrl") if key in row} if isinstance(row, dict) else row
