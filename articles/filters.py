"""What the site's lists can be narrowed by: topic, provider, type and date. The desk takes the types from here, the API all of it and
more (articles/api/filtering.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Provider, Topic
from articles.querysets import ArticleQuerySet
from articles.search import Narrowing
from articles.taxonomy import TopicTree, providers_of
from articles.words import padded, words

TYPES = ("article", "video", "course", "collection", "download", "forum", "profile")
TYPE_CHOICES = list(
    zip(TYPES, (_("Article"), _("Video"), _("Course"), _("Collection"), _("Download"), _("Forum"), _("Profile")), strict=True)
)
SO_NAMED = 10  # providers of one name that are told
# Far enough for any article, near enough that the day after is still a date.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


class TopicField(forms.CharField):
    """A topic's slug; cleans to the Topic. Knows only the topics of `tree`."""

    tree: TopicTree

    def clean(self, value: Any) -> Topic | None:
        slug = super().clean(value)
        if not slug:
            return None
        topic = self.tree.by_slug(slug)
        if topic is None:
            raise ValidationError(_("There is no such topic."), code="unknown")
        return topic


class ProviderField(forms.CharField):
    """A provider's domain, or the words of its name; cleans to the Provider. Knows only providers of these `articles`."""

    articles: ArticleQuerySet

    def clean(self, value: Any) -> Provider | None:
        asked = super().clean(value)
        if not asked:
            return None
        known = providers_of(self.articles)
        if provider := known.filter(domain=asked.lower()).first():
            return provider
        named = known.filter(Q(name_words=padded(asked)) if words(asked) else Q(name=asked)).order_by("domain")[: SO_NAMED + 1]
        if not named:
            raise ValidationError(_("There is no provider with this name or domain."), code="unknown")
        if len(named) > 1:
            domains = ", ".join([provider.domain for provider in named[:SO_NAMED]] + ["…"] * (len(named) > SO_NAMED))
            raise ValidationError(
                _("Several providers have this name. Write one of their domains: %(domains)s"), code="several", params={"domains": domains}
            )
        return named[0]


class DayField(forms.DateField):
    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
            raise ValidationError(_("Write a date between %(first)s and %(last)s."), code="range", params=years)
        return day


class ArticleForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            raise ValidationError(_("The first day is after the last."), code="range")
        return values


class TopicFilter(django_filters.Filter):
    field_class = TopicField


class ProviderFilter(django_filters.Filter):
    field_class = ProviderField


class DayFilter(django_filters.Filter):
    field_class = DayField


class ArticleFilter(django_filters.FilterSet):
    """`ArticleFilter(request.GET, articles)`; use `.qs` only after `.is_valid()`, else show `.errors`.

    What is not among these articles is not known here either: a provider without one of them is as wrong as one that
    never was. `topics` are the topics that may be asked for: the public ones, unless a desk gives all.
    """

    topic = TopicFilter(method="about", label=_("Topic"), max_length=200)
    provider = ProviderFilter(field_name="provider", label=_("Provider"), max_length=253)
    type = django_filters.ChoiceFilter(choices=TYPE_CHOICES, empty_label=_("All types"), label=_("Type"))
    since = DayFilter(method="from_day", label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = DayFilter(method="to_day", label=pgettext_lazy("date", "To"), widget=forms.DateInput(attrs={"type": "date"}))

    class Meta:
        model = Article
        fields: list[str] = []
        form = ArticleForm

    def __init__(
        self, data: Mapping[str, Any] | None, queryset: ArticleQuerySet, *, topics: TopicTree | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, **kwargs)
        self.topics = topics

    @property
    def form(self) -> forms.Form:
        form = super().form
        self.topics = self.topics or TopicTree.public()
        form.fields["topic"].tree = self.topics
        form.fields["provider"].articles = self.queryset
        return form

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(label of the field, why it cannot be answered) of each; the label is empty where it concerns several fields."""
        labels = {name: filter.label for name, filter in self.filters.items()}
        return [(labels.get(name, ""), problem) for name, problems in self.errors.items() for problem in problems]

    @property
    def narrowing(self) -> Narrowing:
        """The same for the index of the search; only after `.is_valid()`."""
        asked = self.form.cleaned_data
        topic, provider, since, until = (asked.get(name) for name in ("topic", "provider", "since", "until"))
        return Narrowing(
            self.topics.ids_with_descendants(topic) if self.topics and topic else (),
            provider.pk if provider else None,
            asked.get("type") or "",
            _midnight(since) if since else None,
            _midnight(until + timedelta(days=1)) if until else None,
        )

    def about(self, articles: ArticleQuerySet, name: str, topic: Topic) -> ArticleQuerySet:
        assert self.topics is not None
        return articles.about(self.topics.ids_with_descendants(topic))

    def from_day(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(listed_at__gte=_midnight(day))

    def to_day(self, articles: ArticleQuerySet, name: str, day: date) -> ArticleQuerySet:
        return articles.filter(listed_at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
