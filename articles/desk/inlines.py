"""What hangs on an article, edited with it, and what of that goes into the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import DateTimeField, Model, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.desk.forms import ImageForm, RelatedLinkForm, TopicLinkForm
from articles.desk.pictures.columns import beside_image
from articles.desk.times import LocalTime
from articles.desk.widgets import WithFinders
from articles.importer.rows import fields_of
from articles.models import Article, ArticleImage, ArticleTopic, RelatedLink
from articles.querysets import COPIES

IMAGE_FIELDS = ("position", "url", "title", "attribution", "width", "height")
RELATED_FIELDS = ("position", "title", "web_url", "quality", "published_at", "type", "excerpt", "amp_url", "cdn_amp_url")


class NamedFields(BaseInlineFormSet):
    """In a table the column's head is no label: each field carries its own name."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label or ""))


class TopicInline(WithFinders, admin.TabularInline):
    model, form, formset = ArticleTopic, TopicLinkForm, NamedFields
    autocomplete_fields = ("topic",)
    extra, verbose_name_plural = 1, "topics, the main one first"


class ImageInline(admin.TabularInline):
    model, form, formset, fields, extra = ArticleImage, ImageForm, NamedFields, ("copy_", *IMAGE_FIELDS), 0
    readonly_fields = ("copy_",)
    verbose_name_plural = "pictures"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleImage]:
        return super().get_queryset(request).select_related(*COPIES)

    @admin.display(description="our copy")
    def copy_(self, image: ArticleImage) -> SafeString | str:
        return beside_image(image)


class RelatedInline(admin.StackedInline):
    model, fk_name, form, extra = RelatedLink, "article", RelatedLinkForm, 0
    fields = (("position", "quality", "type"), "title", "web_url", "published_at", "excerpt", ("amp_url", "cdn_amp_url"))
    verbose_name, verbose_name_plural = "related link", "other coverage of this story"
    classes = ("collapse",)
    formfield_overrides = {DateTimeField: {"form_class": LocalTime, "widget": AdminSplitDateTime}}


def attached(article: Article) -> dict[str, list[Any]]:
    """Topics, pictures and related links in the terms of a record, to compare before and after a save."""
    fields = fields_of(Article.objects.prefetch_related("topic_links__topic", "images", "related").get(pk=article.pk))
    return {name: fields[name] for name in ("topics", "images", "related")}


def renumber(article: Article) -> None:
    """Positions 0, 1, 2 … in the order given; equal ones in the order they were added."""
    for model in (ArticleTopic, ArticleImage, RelatedLink):
        for position, (pk, was) in enumerate(_rows(model, article).values_list("pk", "position")):
            if was != position:
                model._default_manager.filter(pk=pk).update(position=position)


def _rows(model: type[Model], article: Article) -> QuerySet[Any]:
    return model._default_manager.filter(article=article).order_by("position", "pk")
