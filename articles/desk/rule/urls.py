from __future__ import annotations

from django.urls import URLPattern

from articles.desk.page import Entry

NAVIGATION: list[Entry] = []
urlpatterns: list[URLPattern] = []
