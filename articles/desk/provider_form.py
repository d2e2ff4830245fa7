"""A provider's form: what becomes of its pictures, and its logo."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from articles.desk.given import WatchedForm
from articles.desk.pictures.forms import KINDS, PictureFile
from articles.images import editing
from articles.images.editing import CannotEdit
from articles.images.shaping.pool import decoders
from articles.models import Picture, PictureCopy, PicturePolicy, Provider, Use

EXPLAINED = {
    PicturePolicy.COPY: "We keep and show copies: quick, and no server learns who reads us",
    PicturePolicy.HOTLINK: "Shown from its own server: for who does not want copies; its server sees our readers",
    PicturePolicy.NONE: "Not shown: a drawing stands in their place",
}


class SentLogo(NamedTuple):
    """An uploaded logo after it was looked at: our copy of it, or why there is none."""

    copy: PictureCopy | None
    refused: str = ""


class ProviderForm(WatchedForm):
    sent_logo: SentLogo | None = None
    seen_logo = forms.CharField(required=False, widget=forms.HiddenInput)
    new_logo = PictureFile(label="New logo", required=False, help_text=f"{KINDS} It is shown small, as it is, in a square.")
    no_logo = forms.BooleanField(label="No logo", required=False, help_text="Its first letter stands there instead.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"seen_logo", "no_logo"} & self.fields.keys():
            self.fields[name].show_hidden_initial = False
        if "seen_logo" in self.fields:
            self.fields["seen_logo"].initial = str(self.instance.logo_id or "")
        if "pictures" in self.fields:
            choices: Any = self.fields["pictures"]
            choices.choices, choices.help_text = [(policy, EXPLAINED[policy]) for policy in PicturePolicy], ""

    @property
    def changed_columns(self) -> list[str]:
        """Of the provider's row."""
        columns = {column.name for column in Provider._meta.concrete_fields}
        changed = [name for name in self.changed_data if name in columns]
        return [*changed, "logo", "logo_by_hand"] if {"new_logo", "no_logo"} & set(self.changed_data) else changed

    def logo(self) -> Picture | None:
        """Its logo from now on."""
        sent = self.sent_logo.copy if self.sent_logo else None
        return editing.uploaded_logo(sent) if sent else None

    def clean_new_logo(self) -> Any:
        if self.sent_logo and self.sent_logo.refused:
            raise ValidationError(self.sent_logo.refused)
        return self.cleaned_data["new_logo"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"new_logo", "no_logo"} <= set(self.changed_data):
            self.add_error("no_logo", "Either another logo or none: take out the tick or the file.")
        elif "logo" in self.changed_columns and self.instance.pk and self.data.get("seen_logo", "") != str(self._logo_now() or ""):
            self.add_error(None, "Somebody else changed its logo since you opened this page. Nothing was saved. Open it again.")
        return cleaned

    def _logo_now(self) -> int | None:
        return Provider.objects.filter(pk=self.instance.pk).values_list("logo", flat=True).first()


def sent_logo(files: MultiValueDict[str, Any]) -> SentLogo | None:
    """The bytes of an upload shaped as a logo, where there is one that the form itself will take."""
    try:
        file = ProviderForm.base_fields["new_logo"].clean(files.get("new_logo"))
    except ValidationError:
        return None
    if not file:
        return None
    content = file.read()
    file.seek(0)
    try:
        with decoders() as shape:
            return SentLogo(editing.copy_of_upload(content, Use.LOGO, shape))
    except CannotEdit as why:
        return SentLogo(None, str(why))
