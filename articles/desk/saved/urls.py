from __future__ import annotations

from django.urls import URLPattern, path, re_path

from articles.desk.page import Entry
from articles.desk.saved import views

NAVIGATION: list[Entry] = []  # the list itself leads here
urlpatterns: list[URLPattern] = [
    path("views/", views.views, name="saved_views"),
    path("views/save/", views.save, name="saved_view_save"),
    re_path(r"^views/(?P<pk>[0-9]{1,18})/$", views.change, name="saved_view_change"),
    re_path(r"^views/(?P<pk>[0-9]{1,18})/delete/$", views.delete, name="saved_view_delete"),
]
