"""The article's form: addresses are web addresses, and a save acts on the version that was opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from articles.desk.decisions import version_seen
from articles.desk.given import GivenForm, Verbatim
from articles.models import Article, ArticleTopic

FIELDS = (
    "title", "excerpt", "type", "provider", "published_at", "original_url", "web_url", "amp_url", "cdn_amp_url",
    "quality", "heat", "publish_at", "expires_at", "embargo_until",
)  # fmt: skip
_web_address = URLValidator(schemes=["http", "https"], message="Write a web address that begins with https:// or http://.")


class AddressField(forms.CharField):
    """Checked only when it was changed, so that an odd address of a file does not block the edit of a title."""

    def __init__(self, **kwargs: Any) -> None:
        widget = AdminTextInputWidget(attrs={"inputmode": "url", "class": "vURLField"})
        super().__init__(max_length=2000, required=False, widget=widget, **kwargs)


class SeenField(forms.CharField):
    """The version that a page was drawn with; no edit of it."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class AddressForm(GivenForm):
    """A row with web addresses, named in `addresses`."""

    addresses: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in set(self.addresses) & set(self.changed_data):
            self._check_address(name)
        return cleaned

    def _check_address(self, name: str) -> None:
        try:
            if self.cleaned_data.get(name):
                _web_address(self.cleaned_data[name])
        except ValidationError as error:
            self.add_error(name, error)

    def _get_validation_exclusions(self) -> set[str]:
        """The model's own URL check knows nothing of unchanged values; ours has run."""
        return {*super()._get_validation_exclusions(), *self.addresses}


class ArticleForm(AddressForm):
    addresses = ("original_url", "web_url", "amp_url", "cdn_amp_url")
    seen_version = SeenField()
    title = Verbatim(max_length=500)
    excerpt = Verbatim(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}))
    original_url = AddressField(label="Original address")
    web_url = AddressField(label="Web address")
    amp_url = AddressField(label="AMP address")
    cdn_amp_url = AddressField(label="AMP cache address")
    quality = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)
    heat = forms.IntegerField(
        required=False, min_value=-1, max_value=2_000_000_000, help_text="-1: superseded by better coverage of the same story."
    )

    class Meta:
        model = Article
        fields = FIELDS
        help_texts = {"published_at": "When the provider published it."}  # in the desk's time zone, not as in files

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begin, end = cleaned.get("publish_at"), cleaned.get("expires_at")
        if begin and end and end <= begin:
            self.add_error("expires_at", "It must expire after it is published.")
        if self.instance.pk:
            self._refuse_if_stale()
        return cleaned

    def _refuse_if_stale(self) -> None:
        """Keeps what was typed and shows what stands there now; saving again is then a decision on the current version."""
        # Locks the row until the save, which is in the same transaction.
        current = Article.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if version_seen(self.cleaned_data.get("seen_version")) == current.version:
            return
        self.renew(current)
        self.initial["seen_version"] = current.version
        self.add_error(None, f"{_who_changed(current)} Nothing was saved. Compare, then save again to keep what you typed.")


class ImageForm(GivenForm):
    def save(self, commit: bool = True) -> Any:
        if "url" in self.changed_data:
            self.instance.file = ""  # our copy is of the former picture
        return super().save(commit)


class RelatedLinkForm(AddressForm):
    addresses = ("web_url", "amp_url", "cdn_amp_url")
    title = Verbatim(max_length=500)
    excerpt = Verbatim(required=False, widget=AdminTextareaWidget)
    web_url = AddressField(label="Web address")
    amp_url = AddressField(label="AMP address")
    cdn_amp_url = AddressField(label="AMP cache address")


class TopicLinkForm(GivenForm):
    """A topic without a position comes last."""

    position = forms.IntegerField(label="Position", required=False, min_value=0, max_value=32_000)

    class Meta:
        model = ArticleTopic
        fields = ("topic", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["position"] = None

    def clean_position(self) -> int:
        position = self.cleaned_data["position"]
        return 32_000 if position is None else position


def _who_changed(article: Article) -> str:
    last = article.audit.select_related("by").first()
    if last is None:
        return "This article was changed since you opened it."
    who = last.by.get_username() if last.by else "An import"
    return f"{who} changed this article ({last.verb}, {_clock(last.at)}) since you opened it."


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")
