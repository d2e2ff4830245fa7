from __future__ import annotations

from django.urls import URLPattern, path, re_path

from articles.desk.page import Entry
from articles.desk.teamwork.mine import mine
from articles.desk.teamwork.views import assign_article, notes

NAVIGATION: list[Entry] = [Entry("Mine", "admin:mine", "articles.view_article")]
urlpatterns: list[URLPattern] = [
    path("mine/", mine, name="mine"),
    re_path(r"^articles/article/(?P<pk>\d+)/assign/$", assign_article, name="assign"),
    re_path(r"^articles/article/(?P<pk>\d+)/notes/$", notes, name="notes"),
]
