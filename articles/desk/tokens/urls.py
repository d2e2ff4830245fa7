from __future__ import annotations

from django.urls import URLPattern, path, re_path

from articles.desk.page import Entry
from articles.desk.tokens import views

NAVIGATION: list[Entry] = [Entry("Access tokens", "admin:tokens", views.READ)]
urlpatterns: list[URLPattern] = [
    path("tokens/", views.tokens, name="tokens"),
    re_path(r"^tokens/(?P<pk>[0-9]{1,18})/revoke/$", views.revoke_token, name="token_revoke"),
]
