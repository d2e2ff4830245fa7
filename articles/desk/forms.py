"""The article's form: addresses are web addresses, and a save acts on the version that was opened."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from articles.desk.decisions import version_seen
from articles.desk.given import LINE_END, GivenForm, Verbatim
from articles.desk.times import SCHEDULE, LocalTime, clock
from articles.importer.rows import as_text, as_time
from articles.models import Article, ArticleTopic, Conflict

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
    refused = ""  # why this form is drawn again and not saved, whatever it says
    stands: Article | None = None  # what was found where somebody else had saved meanwhile
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
        field_classes = dict.fromkeys(("published_at", *SCHEDULE), LocalTime)
        help_texts = {"published_at": "When the provider published it."}  # in the desk's time zone, not as in files

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        for name in {"published_at", *SCHEDULE} & self.fields.keys():
            self.fields[name].help_text = f"{self.fields[name].help_text} {clock()}."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_schedule(cleaned)
        if self.refused:
            self.add_error(None, self.refused)
        elif self.instance.pk:
            self._refuse_if_stale()
        return cleaned

    def said_of(self, name: str, stored: Any) -> str:
        """The page shows both versions of all that differs; here only what saving again would overwrite."""
        return "Somebody else changed this, too: both versions stand above." if name in self.changed_data else ""

    def _check_schedule(self, cleaned: dict[str, Any]) -> None:
        """Only where it was touched, so that what somebody set before does not block the edit of a title."""
        if not set(SCHEDULE) & set(self.changed_data):
            return
        begin, end, sealed = (cleaned.get(name) for name in SCHEDULE)
        if begin and end and end <= begin:
            self.add_error("expires_at", "It must expire after it is published.")
        if sealed and end and end <= sealed:
            self.add_error("expires_at", "It must expire after its embargo ends, or nobody would ever see it.")

    def _refuse_if_stale(self) -> None:
        """Keeps what was typed and shows what stands there now; saving again is then a decision on the current version."""
        # Locks the row until the save, which is in the same transaction.
        current = Article.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if version_seen(self.cleaned_data.get("seen_version")) == current.version:
            return
        self.renew(current)
        self.stands = current
        self.initial["seen_version"] = current.version
        self.add_error(None, f"{_who_changed(current)} Nothing was saved. Compare, then save again to keep what you typed.")


class SettleForm(forms.Form):
    """A third value for one field on which file and editor disagree, checked as in the article's form."""

    def __init__(self, conflict: Conflict, ours: Any, data: Any = None) -> None:
        self.name = conflict.field
        super().__init__(data, prefix=f"conflict-{conflict.pk}", initial={"value": self._as_input(ours)})
        field = copy.deepcopy(ArticleForm.base_fields[self.name])
        field.label, field.required = "Your own value", self.name == "title"
        field.help_text = clock() if self.name == "published_at" else ""
        field.widget = self._widget()
        self.fields["value"] = field

    def _as_input(self, ours: Any) -> Any:
        """As an input can give it back: what was not changed is then seen to be so, and ours stays to the letter."""
        if self.name == "published_at":
            at = as_time(ours)
            return at.replace(microsecond=0) if at else None
        return LINE_END.sub("\n", ours) if isinstance(ours, str) else ours

    def _widget(self) -> forms.Widget:
        label = f"Your own value: {self.name.replace('_', ' ')}"
        if self.name == "published_at":
            date = {"type": "date", "aria-label": f"{label}, date"}
            time = {"type": "time", "aria-label": f"{label}, time", "step": "1"}
            return forms.SplitDateTimeWidget(date_attrs=date, time_attrs=time)
        if self.name == "quality":
            return forms.NumberInput(attrs={"aria-label": label})
        return forms.Textarea(attrs={"rows": 5 if self.name == "excerpt" else 2, "aria-label": label})

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if self.name in ArticleForm.addresses and value:
            _web_address(value)
        return as_text(value) if isinstance(value, datetime) else value


class CorrectionForm(forms.Form):
    """What readers are told was wrong."""

    text = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what was wrong and what is right."},
    )


class ImageForm(GivenForm):
    """A picture is named by a web address, or by a path on the site that was imported: no other address is fetched or read."""

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if "url" in self.changed_data and not (url.startswith("/") and not url.startswith("//")):
            _web_address(url)
        return url

    def save(self, commit: bool = True) -> Any:
        if "url" in self.changed_data:
            self.instance.picture = None  # what we know and keep is of the former address; sweeping.py finds the new one's
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
