from __future__ import annotations

from django.urls import URLPattern, path

from articles.desk.batches import reverting, views
from articles.desk.page import Entry

NAVIGATION: list[Entry] = [Entry("Batches", "admin:batches", "articles.view_article")]
urlpatterns: list[URLPattern] = [
    path("batches/", views.recent, name="batches"),
    path("batches/begin/", views.begin, name="batch_begin"),
    path("batches/<int:pk>/", views.one, name="batch"),
    path("batches/<int:pk>/work/", views.work, name="batch_work"),
    path("batches/<int:pk>/undo/", views.undo, name="batch_undo"),
    path("runs/<int:pk>/revert/", reverting.revert, name="run_revert"),
]
