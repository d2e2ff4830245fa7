"""The desk's own pages, beside those that the admin makes for the models, and the order of the navigation."""

from __future__ import annotations

from django.urls import URLPattern

from articles.desk.batches import urls as batches
from articles.desk.overview import urls as overview
from articles.desk.page import Entry
from articles.desk.people import urls as people
from articles.desk.review import urls as review
from articles.desk.rule import urls as rule
from articles.desk.saved import urls as saved
from articles.desk.teamwork import urls as teamwork
from articles.desk.tokens import urls as tokens
from articles.desk.trail import urls as trail

PARTS = (review, overview, teamwork, trail, batches, saved, rule, people, tokens)
urlpatterns: list[URLPattern] = [pattern for part in PARTS for pattern in part.urlpatterns]
# What an editor opens every day, in this order; the rest is one click away.
DAILY = ("admin:queue", "admin:articles_article_changelist", "admin:mine", "admin:calendar", "admin:dashboard", "admin:trail")
NAVIGATION: list[Entry] = [
    Entry("Articles", "admin:articles_article_changelist", "articles.view_article"),
    *(entry for part in PARTS for entry in part.NAVIGATION),
]
