"""Topics and providers: found or made for articles, and kept in step with their own files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.utils.text import slugify

from articles.images.addresses import FOLDER, WEB, Site
from articles.images.linking import pictures_of
from articles.images.local import is_there
from articles.importer import rows
from articles.importer.decide import decide
from articles.importer.files import ReadFile
from articles.importer.records import Fields, read_record
from articles.models import Provider, TaxonomySource, Topic, Use
from articles.words import padded


class Taxonomy:
    """Names and domains → primary keys, remembered for a run."""

    def __init__(self, source: str, site: Site) -> None:
        self.source, self.site = source, site
        self.topics: dict[str, int] = {}
        self.providers: dict[str, int] = {}

    def forget(self) -> None:
        """After a rollback: what was made is gone."""
        self.topics.clear()
        self.providers.clear()

    def learn(self, records: Iterable[Fields]) -> None:
        """Make the topics and providers that these fields name and nobody has made yet. A constant number of queries."""
        topics: dict[str, None] = {}
        providers: dict[str, dict[str, Any]] = {}
        for fields in records:
            topics.update(dict.fromkeys(fields.get("topics", ())))
            provider = fields.get("provider", {})
            if domain := provider.get("domain"):
                providers.setdefault(domain.lower(), provider)
        self._learn_topics([name for name in topics if name not in self.topics])
        self._learn_providers({domain: provider for domain, provider in providers.items() if domain not in self.providers})

    def provider_of(self, fields: Fields) -> int | None:
        return self.providers.get(fields["provider"].get("domain", "").lower())

    def store(self, file: ReadFile) -> None:
        """Write a topic or organization file's values; what an editor changed since stays."""
        known = TaxonomySource.objects.filter(source=self.source, path=file.path).select_related("topic__parent", "provider").first()
        base = read_record(bytes(known.content), file.path).fields if known else None
        if file.kind == "topic":
            target: dict[str, Any] = {"topic": self._store_topic(file.fields, base, known.topic if known else None)}
        else:
            target = {"provider": self._store_provider(file.fields, base, known.provider if known else None)}
        TaxonomySource.objects.update_or_create(
            source=self.source,
            path=file.path,
            defaults={"content": file.content, "digest": file.digest, "exported_digests": [], "topic": None, "provider": None, **target},
        )

    def _store_topic(self, theirs: Fields, base: Fields | None, known: Topic | None) -> Topic:
        topic = known or Topic.objects.filter(slug=theirs["slug"]).first() or Topic.objects.filter(name=theirs["name"]).first() or Topic()
        changes = _changes(topic, base, theirs, rows.topic_fields(topic))
        for name, value in changes.items():
            if name == "parent":
                topic.parent = self._parent(value, topic)
            elif name in ("slug", "name") and Topic.objects.filter(**{name: value}).exclude(pk=topic.pk).exists():
                continue  # another topic has it already; two files must not fight over it
            else:
                setattr(topic, name, value)
        topic.save()
        self.topics[topic.name] = topic.pk
        return topic

    def _store_provider(self, theirs: Fields, base: Fields | None, known: Provider | None) -> Provider:
        provider = known or Provider.objects.filter(domain=theirs["domain"]).first() or Provider()
        changes = _changes(provider, base, theirs, rows.provider_fields(provider))
        for name, value in changes.items():
            if name == "domain" and Provider.objects.filter(domain=value).exclude(pk=provider.pk).exists():
                continue
            setattr(provider, name, value)
        if not provider.logo_by_hand and ("images" in changes or provider.logo_id is None):
            provider.logo_id = self._logo(provider.images) or provider.logo_id
        provider.save()
        self.providers[provider.domain] = provider.pk
        return provider

    def _logo(self, images: list[dict[str, Any]]) -> int | None:
        """The picture for a logo, due if it is new; None where none of these could be one."""
        address = self._logo_address(images)
        return pictures_of([address], Use.LOGO)[address] if address else None

    def _logo_address(self, images: list[dict[str, Any]]) -> str:
        """Of the largest: one that lies in the imported folder, else one on the web. Not every file that is named is there."""
        largest_first = sorted(images, key=lambda image: -(image.get("width") or 0))
        addresses = [self.site.address(image["url"]) for image in largest_first if image.get("url")]
        at_hand = [address for address in addresses if address.startswith(FOLDER) and is_there(address)]
        return next(iter([*at_hand, *(address for address in addresses if address.startswith(WEB))]), "")

    def _parent(self, name: str, topic: Topic) -> Topic | None:
        """The topic above, made if its own file has not come yet; none where that would make a circle."""
        if not name or name == topic.name:
            return None
        self._learn_topics([name])
        parent = above = Topic.objects.get(name=name)
        while above is not None:
            if above.pk == topic.pk:
                return None
            above = above.parent  # type: ignore[assignment]
        return parent

    def _learn_topics(self, names: list[str]) -> None:
        if not names:
            return
        self.topics.update(Topic.objects.filter(name__in=names).values_list("name", "pk"))
        missing = sorted(name for name in names if name not in self.topics)  # in one order, so that two runs cannot lock each other
        if missing:
            slugs = _free_slugs(missing)
            made = [Topic(name=name, slug=slugs[name], name_words=padded(name)) for name in missing]
            Topic.objects.bulk_create(made, ignore_conflicts=True)
            self.topics.update(Topic.objects.filter(name__in=missing).values_list("name", "pk"))
            if not self.topics.keys() >= set(missing):
                raise IntegrityError("another run took the address of a new topic at this moment")

    def _learn_providers(self, named: dict[str, dict[str, Any]]) -> None:
        """Each with the logo that its article's file gives it; an organization's own file may give it a better one later."""
        if not named:
            return
        self.providers.update(Provider.objects.filter(domain__in=named).values_list("domain", "pk"))
        missing = {domain: named[domain] for domain in sorted(named) if domain not in self.providers}
        if missing:
            addresses = {domain: self._logo_address(one.get("images", [])) for domain, one in missing.items()}
            logos = pictures_of(filter(None, addresses.values()), Use.LOGO)
            named_as = {domain: one.get("name") or domain for domain, one in missing.items()}
            made = [
                Provider(domain=domain, name=name, name_words=padded(name), logo_id=logos.get(addresses[domain]))
                for domain, name in named_as.items()
            ]
            Provider.objects.bulk_create(made, ignore_conflicts=True)
            self.providers.update(Provider.objects.filter(domain__in=missing).values_list("domain", "pk"))


def _changes(row: Topic | Provider, base: Fields | None, theirs: Fields, ours: Fields) -> Fields:
    """What the file may change. A row that only machines have touched takes everything at its first file."""
    if base is None:
        touched = touched_by_a_person(row)
        base = {name: None if value and touched else value for name, value in ours.items()}
    return decide(base, theirs, ours).changes


def touched_by_a_person(row: Topic | Provider) -> bool:
    """The admin logs whatever is added or changed there."""
    if row.pk is None:
        return False
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)).exists()


def _free_slugs(names: list[str]) -> dict[str, str]:
    """An address for each new topic, with -2 where two names would share one."""
    wanted = {name: slugify(name, allow_unicode=True)[:190] or "topic" for name in names}
    taken = set(Topic.objects.filter(slug__in=wanted.values()).values_list("slug", flat=True))
    slugs = {}
    for name, slug in wanted.items():
        free, number = slug, 2
        while free in taken or (free != slug and Topic.objects.filter(slug=free).exists()):
            free, number = f"{slug}-{number}", number + 1
        taken.add(free)
        slugs[name] = free
    return slugs
