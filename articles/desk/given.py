"""Forms that know what the page was given: only what the editor changed is checked and stored.

A file's title may be padded, its date may have microseconds or fall in an hour that comes twice; no input gives such
values back as they were. And what an import or another editor changed meanwhile is not ours to put back.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict

from articles.desk.words import readable

LINE_END = re.compile(r"\r\n|\r|\n")


class Verbatim(forms.CharField):
    """Text as it was typed, blanks at its ends too, with the line ends of files."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, "widget": AdminTextInputWidget, **kwargs})

    def to_python(self, value: Any) -> Any:
        return LINE_END.sub("\n", super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value.strip() if self.required else value)


class GivenField(forms.BoundField):
    """A field and, hidden beside it, what the page was given for it."""

    form: GivenForm

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> Any:
        if only_initial:
            # Django's own forgets the given value of a field of two inputs when the form is drawn again.
            return self.field.hidden_widget().render(self.html_initial_name, self.given(), {"id": self.html_initial_id})
        return super().as_widget(widget, attrs, only_initial)

    def value(self) -> Any:
        if self.name in self.form.typed:
            return self.form.typed[self.name]
        return self.stored() if self.form.is_renewed and self.name not in self.form.changed_data else super().value()

    def stored(self) -> Any:
        return self.field.prepare_value(self.form.get_initial_for_field(self.field, self.name))

    def given(self) -> Any:
        if self.form.is_bound and not self.form.is_renewed:
            return self.form._widget_data_value(self.field.hidden_widget(), self.html_initial_name)  # type: ignore[attr-defined]
        return self.stored()

    def has_moved(self) -> bool:
        """Whether the stored value is no longer the one that the page was given."""
        return self.field.show_hidden_initial and self._differ(self.stored(), self.given())

    def stands(self) -> bool:
        """Whether what was typed is what is stored."""
        return not self._differ(self.stored(), self.data)

    def _has_changed(self) -> bool:
        return self._differ(self.given(), self.data) if self.field.show_hidden_initial else super()._has_changed()  # type: ignore[misc]

    def _differ(self, before: Any, after: Any) -> bool:
        try:
            return self.field.has_changed(self.field.to_python(self._as_posted(before)), self._as_posted(after))
        except ValidationError:
            return True

    def _as_posted(self, value: Any) -> Any:
        """An input of one line loses line ends, and any other posts them in its own way."""
        if not isinstance(value, str):
            return value
        return LINE_END.sub("\n" if isinstance(self.field.widget, forms.Textarea) else "", value)


class GivenForm(forms.ModelForm):
    """See above. Fields of a new row are all checked and stored."""

    bound_field_class = GivenField
    is_renewed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened: dict[str, Any] = {}  # what the page was given for the fields that somebody else changed since
        self.typed: dict[str, Any] = {}  # values of another page's form to show in this one; what this page is given stays what is stored
        for field in self.fields.values():
            field.show_hidden_initial = not isinstance(field, forms.FileField)
            if isinstance(field.widget, forms.MultiWidget):
                # Day and hour are two inputs under one label; each needs its own.
                for part, word in zip(field.widget.widgets, ("date", "time"), strict=True):
                    part.attrs["aria-label"] = f"{field.label}, {word}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self._untouched():
            self.errors.pop(name, None)
            cleaned[name] = getattr(self.instance, name)
        return cleaned

    def moved(self) -> list[str]:
        """Fields whose stored values are no longer those that the page was given."""
        return [bound.name for bound in self if bound.has_moved()]  # type: ignore[attr-defined]

    def renew(self, stored: Model) -> None:
        """Draw the form on what is stored now: what was typed stays, the rest is shown as it stands."""
        self.initial = {**self.initial, **model_to_dict(stored, self._meta.fields)}
        self.opened = {name: self[name].given() for name in self.moved()}  # type: ignore[attr-defined]
        for name in self.opened:
            if said := self.said_of(name, stored):
                self.add_error(name, said)
        self.is_renewed = True

    def said_of(self, name: str, stored: Model) -> str:
        """Beside a field that somebody else changed."""
        return f"It is now: {readable(getattr(stored, name))}"

    def _untouched(self) -> set[str]:
        if not self.instance.pk:
            return set()
        columns = {column.name for column in self.instance._meta.fields}
        return columns & {name for name, field in self.fields.items() if field.show_hidden_initial} - set(self.changed_data)

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), *self._untouched()}  # type: ignore[misc]


class WatchedForm(GivenForm):
    """For rows without a version: refuses to overwrite a field that somebody else changed since the page was opened."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            # Locks the row until the save, which is in the same transaction.
            stored = self.instance.__class__._default_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
            self.initial = {**self.initial, **model_to_dict(stored, self._meta.fields)}
            if set(self.moved()) & set(self.changed_data):
                self.renew(stored)
                self.add_error(None, "Somebody else changed this since you opened it. Nothing was saved. Compare, then save again.")
        return cleaned
