from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.desk.saved.query import LONGEST, kept
from articles.models import SavedView

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class NameField(forms.CharField):
    """A line of text: nothing that moves or hides what stands beside it."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if _CONTROL.search(value):
            raise ValidationError("A name is one line of plain characters.", code="control")


class NameForm(forms.Form):
    name = NameField(max_length=SavedView._meta.get_field("name").max_length, error_messages={"required": "Give the view a name."})
    is_shared = forms.BooleanField(required=False)


class SaveForm(NameForm):
    query = forms.CharField(required=False, strip=False, max_length=4 * LONGEST)
    replace = forms.BooleanField(required=False)

    def clean_query(self) -> str:
        query = kept(self.cleaned_data["query"])
        if not query:
            raise ValidationError("That is the list as it opens. Set a filter or search for something, then save it.", code="empty")
        if len(query) > LONGEST:
            raise ValidationError("The search is too long to be kept.", code="long")
        return query
