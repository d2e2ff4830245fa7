from __future__ import annotations

from django.urls import URLPattern, path, re_path

from articles.desk.overview import views
from articles.desk.overview.calendar import calendar
from articles.desk.page import Entry

NAVIGATION: list[Entry] = [
    Entry("Dashboard", "admin:dashboard", "articles.view_article"),
    Entry("Calendar", "admin:calendar", "articles.view_article"),
]
urlpatterns: list[URLPattern] = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("calendar/", calendar, name="calendar"),
    re_path(r"^providers/(?P<pk>[0-9]{1,18})/$", views.provider_card, name="provider_card"),
]
