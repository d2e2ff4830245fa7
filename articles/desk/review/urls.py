from __future__ import annotations

from django.urls import URLPattern, path, re_path

from articles.desk.page import Entry
from articles.desk.review import views

NAVIGATION: list[Entry] = [Entry("Queue", "admin:queue", views.READ)]
urlpatterns: list[URLPattern] = [
    path("queue/", views.queue, name="queue"),
    re_path(r"^queue/(?P<verb>publish|decline|later|back)/$", views.decide, name="queue_decide"),
    path("queue/edit/", views.edit, name="queue_edit"),
    path("queue/undo/", views.undo, name="queue_undo"),
    path("queue/hold/", views.hold, name="queue_hold"),
    path("queue/release/", views.release, name="queue_release"),
]
