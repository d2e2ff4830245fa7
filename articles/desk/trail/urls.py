from __future__ import annotations

from django.urls import URLPattern, path, re_path

from articles.desk.page import Entry
from articles.desk.trail.export import history_csv
from articles.desk.trail.undoing import undo_entry, undo_ticked
from articles.desk.trail.views import entry, history

NAVIGATION: list[Entry] = [Entry("History", "admin:trail", "articles.view_auditentry")]
urlpatterns: list[URLPattern] = [
    path("history/", history, name="trail"),
    path("history/history.csv", history_csv, name="trail_csv"),
    path("history/undo/", undo_ticked, name="trail_undo_ticked"),
    re_path(r"^history/(?P<pk>[0-9]{1,18})/$", entry, name="trail_entry"),
    re_path(r"^history/(?P<pk>[0-9]{1,18})/undo/$", undo_entry, name="trail_undo"),
]
