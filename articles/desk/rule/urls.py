from __future__ import annotations

from django.urls import URLPattern, path

from articles.desk.page import Entry
from articles.desk.rule.views import rule_page

NAVIGATION: list[Entry] = [Entry("Rule", "admin:rule", "articles.view_publishingrule")]
urlpatterns: list[URLPattern] = [path("rule/", rule_page, name="rule")]
