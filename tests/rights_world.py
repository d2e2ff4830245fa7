"""The things that the table of tests/rights.py is about: browsers of each role, articles in each state, one of everything else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from articles.desk.pictures.forms import seen
from articles.images.editing import describe
from articles.models import Article, Batch, BatchItem, Conflict, DeclineReason, ImportRun, SavedView
from articles.tokens import make
from tests import factories


def withdrawn() -> Article:
    """It was public before."""
    article = factories.published()
    article.withdraw(reason="It was wrong.")
    return article


STATES = {
    "awaiting": factories.article,
    "published": factories.published,
    "scheduled": factories.scheduled,
    "embargoed": factories.embargoed,
    "expired": factories.expired,
    "declined": factories.declined,
    "withdrawn": withdrawn,
}


def client(role: str) -> Client:
    """Logged in as somebody of that role."""
    makers = {
        "reader": factories.reader,
        "deactivated": lambda: factories.chief("gone"),
        "viewer": factories.viewer,
        "contributor": factories.contributor,
        "editor": factories.editor,
        "chief": factories.chief,
        "superuser": lambda: User.objects.create_superuser("root", password="correct horse battery"),
    }
    browser = Client()
    if role in makers:
        user = makers[role]()
        browser.force_login(user)
        User.objects.filter(pk=user.pk).update(is_active=role != "deactivated")
    return browser


def world() -> SimpleNamespace:
    """One of each thing that a route can be about."""
    helper = factories.editor("helper")
    provider, topic = factories.provider("Northern Standard"), factories.topic("Harbours")
    article = factories.article("Old maps", provider=provider, topics=[topic], has_conflict=True)
    declined = factories.article("Declined")
    declined.decline(by=helper)
    batch = Batch.objects.create(verb="publish", by=helper)
    BatchItem.objects.create(batch=batch, article=article, version=article.version)
    picture = factories.pictured(article).picture
    return SimpleNamespace(
        article=article,
        conflict=Conflict.objects.create(article=article, field="title", ours="Old maps", theirs="New maps"),
        entry=declined.audit.get(),
        provider=provider,
        topic=topic,
        picture=picture,
        edit=describe(picture, "A harbour", False, helper),
        run=ImportRun.objects.create(source="default", root="/robots"),
        user=helper,
        reason=DeclineReason.objects.get_or_create(text="Rumour")[0],
        batch=batch,
        view=SavedView.objects.create(owner=helper, name="Mine", query="status=all"),
        token=make(helper, "Robot", 30)[0],
        shared=SavedView.objects.create(owner=helper, name="Ours", query="status=all", is_shared=True),
    )


def address(route: str, there: SimpleNamespace) -> str:
    """Where a route of the desk leads, about the things that are there."""
    if "/" in route:  # it has no name
        return "/" + route.replace("<path:object_id>", "1").replace("(?P<url>.*)$", "nowhere/")
    app, _, action = route.rpartition("_")
    model = app.partition("_")[2]
    about = {"importrun": there.run, "auditentry": there.entry, "declinereason": there.reason}
    args = {
        "provider_card": [there.provider.pk],
        "assign": [there.article.pk],
        "notes": [there.article.pk],
        "trail_entry": [there.entry.pk],
        "trail_undo": [there.entry.pk],
        "batch": [there.batch.pk],
        "batch_work": [there.batch.pk],
        "batch_undo": [there.batch.pk],
        "run_revert": [there.run.pk],
        "saved_view_change": [there.view.pk],
        "saved_view_delete": [there.shared.pk],
        "token_revoke": [there.token.pk],
        "queue_decide": ["publish"],
        "articles_picture_whole": [there.picture.pk],
        "articles_picture_replace": [there.picture.pk],
        "articles_picture_click": [there.picture.pk, "ask"],
        "articles_picture_undo": [there.picture.pk, there.edit.pk],
        "articles_article_decide": [there.article.pk, "publish"],
        "articles_article_resolve": [there.article.pk, there.conflict.pk, "ours"],
        "articles_article_correct": [there.article.pk],
        "auth_user_password_change": [there.user.pk],
        "app_list": ["articles"],
        "view_on_site": [ContentType.objects.get_for_model(Article).pk, there.article.pk],
    }.get(route)
    if args is None and action in ("history", "delete", "change") and app.startswith(("articles_", "auth_")):
        args = [(about.get(model) or getattr(there, model)).pk]
    return reverse(f"admin:{route}", args=args)


def sent(route: str, there: SimpleNamespace) -> dict[str, Any]:
    """What is posted: as much as the route's own page would, that a role which may do it gets it done."""
    version, article = {"version": there.article.version}, there.article
    return {
        "queue_decide": {"item": article.pk, **version},
        "queue_edit": {"item": article.pk, "seen_version": article.version, "title": "New maps"},
        "queue_release": {"until": "2026-01-01T00:00:00Z"},
        "assign": {"who": "nobody", **version},
        "notes": {"text": "A remark"},
        "trail_undo": {"version": 2},
        "trail_undo_ticked": {"entry": there.entry.pk, "seen": f"{there.entry.article_id}:2"},
        "saved_view_save": {"name": "New", "query": "status=all"},
        "saved_view_change": {"name": "New"},
        "tokens": {"name": "Robot", "days": "30"},
        "articles_picture_change": {"seen_copy": seen(there.picture), "alt": "A quay", "initial-alt": "A harbour"},
        "articles_picture_replace": {"seen": seen(there.picture)},
        "articles_article_decide": version,
        "articles_article_resolve": version,
        "articles_article_correct": {"text": "It was another harbour.", **version},
        "articles_article_changelist": {"action": "publish", "_selected_action": article.pk, "seen": f"{article.pk}:{article.version}"},
    }.get(route, {"post": "yes"})
