"""The reasons that a candidate can be declined for: a list that Chiefs keep."""

from __future__ import annotations

from django.contrib import admin

from articles.desk.taxonomy_admin import Bounded
from articles.models import DeclineReason


@admin.register(DeclineReason)
class DeclineReasonAdmin(Bounded):
    list_display = ("text", "position")
    fields = ("text", "position")
