"""Both versions side by side, after somebody else changed an article while its form was open.

Of the article's own columns the form keeps what was typed. What hangs on it is drawn again on the rows as they stand, for an
import replaces rows as a whole: what was typed is laid over the row it was typed for, and is a new row where that is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.forms import BaseInlineFormSet

from articles.desk.given import LINE_END
from articles.desk.words import Piece, compared
from articles.models import Article

if TYPE_CHECKING:
    from articles.desk.forms import ArticleForm

# The formsets' prefixes, and the field by which a row is known again after an import wrote it anew.
NAMES = {"topic_links": ("Topics", "topic"), "images": ("Pictures", "url"), "related": ("Other coverage", "web_url")}
NO_CONTENT = ("id", "article", "position", "DELETE")
NOBODYS = 32_000
BOTH, YOURS, THEIRS = "both", "yours", "theirs"
VERDICTS = {
    BOTH: "You both changed it. Saving again puts yours in its place.",
    YOURS: "Only you changed it. Saving again stores yours.",
    THEIRS: "Only they changed it. It stays as it stands now.",
}


class Row(NamedTuple):
    """One field in two versions: what you typed (or had on your page), and what stands now."""

    label: str
    whose: str
    typed: list[Piece]
    now: list[Piece]

    @property
    def verdict(self) -> str:
        return VERDICTS[self.whose]


def rows_of(form: ArticleForm) -> list[Row]:
    """The article's own fields that you or somebody else changed."""
    found = []
    for bound in form.visible_fields():
        touched, moved = bound.name in form.changed_data, bound.name in form.opened
        if touched or moved:
            typed = bound.value() if touched else form.opened[bound.name]
            now = _shown(bound.field, bound.stored())  # type: ignore[attr-defined]
            found.append(_row(str(bound.label), touched, moved, _shown(bound.field, typed), now))
    return found


def renewed(formset: BaseInlineFormSet, article: Article, rows: Any) -> BaseInlineFormSet:
    """The formset to show; where somebody else changed its rows, with both versions in `both`."""
    kind: Any = type(formset)
    posted = kind(formset.data, instance=article, prefix=formset.prefix, queryset=rows)
    if not _moved(posted):
        return formset
    stored = kind(instance=article, prefix=formset.prefix, queryset=rows)
    label, key = NAMES[str(formset.prefix)]
    touched = [form for form in posted.forms if _touched(form)]
    typed, homeless = _homes(touched, stored.initial_forms, key)
    shown = kind(instance=article, prefix=formset.prefix, queryset=rows)
    shown.both = _row(label, bool(touched), True, _lines(posted.forms, given=not touched), _lines(stored.initial_forms))
    shown.extra += len(homeless)
    for form in shown.initial_forms:
        form.typed = typed.get(form.prefix, {})
    for form, values in zip(shown.extra_forms, homeless, strict=False):
        form.typed = values
    return shown


def saved_already(form: ArticleForm, formsets: list[Any]) -> bool:
    """Whether all that was typed stands now: the second click of two, or a page that was sent again."""
    touched = [formset for formset in formsets if any(map(_touched, formset.forms))]
    if not form.changed_data and not touched:
        return False
    return all(form[name].stands() for name in form.changed_data) and all(map(_stands, touched))  # type: ignore[attr-defined]


def _stands(posted: Any) -> bool:
    stored = type(posted)(instance=posted.instance, prefix=posted.prefix, queryset=posted.queryset)
    return LINE_END.sub("\n", _lines(posted.forms)) == LINE_END.sub("\n", _lines(stored.initial_forms))


def _row(label: str, touched: bool, moved: bool, typed: str, now: str) -> Row:
    whose = BOTH if touched and moved else YOURS if touched else THEIRS
    return Row(label[:1].upper() + label[1:], whose, *compared(typed, now))


def _moved(posted: Any) -> bool:
    """Whether the stored rows are no longer those that the page was given."""
    if len(posted.get_queryset()) != len(posted.initial_forms):
        return True
    return any(form.instance.pk is None or form.moved() for form in posted.initial_forms)


def _touched(form: Any) -> bool:
    return bool(set(form.changed_data) - {"id"})


def _homes(touched: list[Any], stored: list[Any], key: str) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """What was typed: by the stored row that it belongs to, and what has no row there (any more)."""
    typed: dict[str, dict[str, Any]] = {}
    homeless = []
    for form in touched:
        own = _own(form, stored, key)
        if own is not None and own.prefix not in typed:
            typed[own.prefix] = {name: form[name].value() for name in form.changed_data if name != "id"}
        elif not _deleted(form):
            homeless.append({name: form[name].value() for name in form.fields if name not in ("id", "article", "DELETE")})
    return typed, homeless


def _deleted(form: Any) -> bool:
    return "DELETE" in form.fields and bool(form["DELETE"].value())


def _own(form: Any, stored: list[Any], key: str) -> Any:
    """The stored row that this one of the page is: the same, or one that an import wrote anew."""
    known = form.instance.pk
    if known is not None:
        return next((row for row in stored if row.instance.pk == known), None)
    value = form[key].value() if form.empty_permitted else form[key].given()
    return next((row for row in stored if value and str(row[key].value()) == str(value)), None)


def _lines(forms_: list[Any], *, given: bool = False) -> str:
    """One line for each row that has content, in the order of positions; as typed (or stored), or as the page was given them."""
    found = []
    for form in forms_:
        parts = [_shown(bound.field, bound.given() if given else bound.value()) for bound in form if bound.name not in NO_CONTENT]
        if any(parts) and not _deleted(form):
            found.append((_place(form["position"].value()), " · ".join(filter(None, parts))))
    return "\n".join(line for _, line in sorted(found, key=lambda pair: pair[0]))


def _place(position: Any) -> int:
    text = str(position)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else NOBODYS


def _shown(field: forms.Field, value: Any) -> str:
    """A value as its input shows it, typed or stored."""
    if isinstance(field.widget, forms.MultiWidget):
        parts: list[Any] = value if isinstance(value, list) else field.widget.decompress(value) or []
        inputs = zip(field.widget.widgets, parts, strict=False)
        return " ".join(str(widget.format_value(part) or "") for widget, part in inputs).strip()
    if isinstance(field, forms.ModelChoiceField) and value:
        key = str(getattr(value, "pk", value))
        row = field.queryset.filter(pk=key).first() if key.isdecimal() and len(key) < 19 and field.queryset is not None else None
        return str(row or "")
    return "" if value is None else str(value)
