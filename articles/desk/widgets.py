"""The field that finds a provider or a topic by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest


class Finder(AutocompleteSelect):
    """Django's own, but a forged value is an error beside the field and not a crash while the page is drawn again."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if key.isdecimal() and len(key) < 19], attr)


class WithFinders(admin.options.BaseModelAdmin):
    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Finder(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
