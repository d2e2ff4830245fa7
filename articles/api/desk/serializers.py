"""What editors send and get: an article's fields under the names that the public API and the files have."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from django.core.validators import URLValidator
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import CharField, DateTimeField, IntegerField, ListField, SlugRelatedField

from articles.api.serializers import ErrorSerializer
from articles.edits import current
from articles.models import Article, Provider, Topic

# When an article is public is as much a decision as whether.
DECISIONS = {"publish_at", "expires_at", "embargo_until"}
_BIGGEST = 2_000_000_000
_LINE_END = re.compile(r"\r\n|\r")
_web_address = URLValidator(schemes=["http", "https"], message="Write a web address that begins with https:// or http://.")


class TextField(CharField):
    """As it was sent, blanks at its ends too, with the line ends of files."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = _LINE_END.sub("\n", super().to_internal_value(data))
        if not self.allow_blank and not text.strip():
            self.fail("blank")
        return text


class AddressField(CharField):
    """Checked only where it is another one, so that an odd address of a file does not block the edit of a title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        article = self.parent.instance
        if text and (article is None or text != getattr(article, str(self.source))):
            _web_address(text)
        return text


class MomentField(DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, default_timezone=UTC, **kwargs)


class TopicsField(ListField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=CharField(max_length=200, trim_whitespace=False), max_length=100, **kwargs)

    def get_attribute(self, instance: Article) -> Any:
        return current(instance, "topics")

    def to_internal_value(self, data: Any) -> list[str]:
        names: list[str] = super().to_internal_value(data)
        known = set(Topic.objects.filter(name__in=names).values_list("name", flat=True))
        if unknown := [name for name in names if name not in known]:
            raise ValidationError(f"There is no topic “{unknown[0]}”.")
        if len(set(names)) < len(names):
            raise ValidationError("A topic is named twice.")
        return names


class ProviderField(SlugRelatedField):
    """By its domain: text that every database can be asked for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="domain", queryset=Provider.objects.all(), allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(CharField(max_length=253).run_validation(data))


class FieldsSerializer(serializers.Serializer):
    """What the desk's form edits."""

    title = TextField(max_length=500, help_text="Plain text.")
    excerpt = TextField(max_length=5000, allow_blank=True, help_text="Plain text.")
    type = CharField(max_length=50, help_text="article, video, …")
    topics = TopicsField(help_text="Names of known topics, the main one first.")
    provider = ProviderField(help_text="The domain of a known one.")
    quality = IntegerField(min_value=0, max_value=_BIGGEST, allow_null=True)
    heat = IntegerField(min_value=-1, max_value=_BIGGEST, allow_null=True, help_text="-1: superseded by better coverage of the same story.")
    publishedDateTime = MomentField(source="published_at", help_text="The provider's date.")
    originalUrl = AddressField(source="original_url", help_text="http or https, or empty.")
    webUrl = AddressField(source="web_url", help_text="http or https, or empty.")
    ampWebUrl = AddressField(source="amp_url", help_text="http or https, or empty.")
    cdnAmpWebUrl = AddressField(source="cdn_amp_url", help_text="http or https, or empty.")
    publishDateTime = MomentField(source="publish_at", help_text="Not public before. To change it takes the right to publish.")
    expiryDateTime = MomentField(source="expires_at", help_text="Not public from then on. To change it takes the right to publish.")
    embargoDateTime = MomentField(source="embargo_until", help_text="Sealed until then. To change it takes the right to publish.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        begin, end = (attrs.get(name, getattr(self.instance, name, None)) for name in ("publish_at", "expires_at"))
        if begin and end and end <= begin:
            raise ValidationError({"expiryDateTime": ["It must expire after it is published."]})
        return attrs


class VersionField(IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, help_text="The version that this was decided on.", **kwargs)


class Exact(serializers.Serializer):
    """Any other key than its own is an error."""

    def to_internal_value(self, data: Any) -> Any:
        known = super().to_internal_value(data)
        if unknown := sorted(set(data) - set(self.fields)):
            raise ValidationError({name[:100]: ["There is no such field."] for name in unknown[:20]})
        return known


class EditSerializer(Exact, FieldsSerializer):
    """The version that was edited, and the fields to change; what is left out stays. Any other key is an error."""

    version = VersionField()

    def to_internal_value(self, data: Any) -> Any:
        known = super().to_internal_value(data)
        if "version" not in data:  # partial: only the fields may be left out
            raise ValidationError({"version": ["This field is required."]})
        return known


class DecisionSerializer(Exact):
    """The version that was decided on, and why. Any other key is an error."""

    version = VersionField()
    reason = CharField(required=False, allow_blank=True, default="", max_length=300, help_text="Readers see the reason of a withdrawal.")


class DeskArticleSerializer(serializers.Serializer):
    """An article as the desk knows it."""

    id = IntegerField()
    version = IntegerField(help_text="Rises with every change. A change says which version it was made on.")
    status = CharField(help_text="awaiting, published, declined or withdrawn: what was decided.")
    reason = CharField(source="status_reason", help_text="Why, in words; may be empty.")
    standing = CharField(help_text="What it is to readers now: also scheduled, embargoed or expired.")
    path = CharField()
    slug = CharField()
    category = CharField()
    fields_ = FieldsSerializer(source="*")

    def get_fields(self) -> dict[str, Any]:
        """A serializer's own attribute has that name."""
        return {name.rstrip("_"): field for name, field in super().get_fields().items()}


class StaleSerializer(ErrorSerializer):
    yours = serializers.DictField(help_text="What you sent.")
    current = DeskArticleSerializer(help_text="What holds now. Compare, then send again with this version.")


class WrongSerializer(ErrorSerializer):
    errors = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="What is wrong, by key: lists of sentences. Not there where what was sent is no JSON object."
    )
    allowed = ListField(child=CharField(), required=False, help_text="Where a parameter of the address is wrong: those that there are.")
