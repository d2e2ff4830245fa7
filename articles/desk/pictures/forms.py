"""What is typed, clicked and uploaded at a picture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict

from articles.desk.given import Verbatim, WatchedForm
from articles.images.local import MAX_BYTES
from articles.models import Picture, Use

KINDS = "JPEG, PNG, WebP, GIF or AVIF, up to 10 MB."
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/avif"
ANOTHER = "Another picture is shown since you opened this page. Nothing was saved: look at it, and then save again."


class PictureFile(forms.FileField):
    """An uploaded file's bytes; whether they are a picture is found out where nothing can break."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ACCEPT})
        super().__init__(**{"widget": widget, "help_text": KINDS, "max_length": None, **kwargs})

    def to_python(self, data: Any) -> Any:
        if data and data.size and data.size > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MAX_BYTES // 2**20} MB.")
        return super().to_python(data)


class ReplacementForm(forms.Form):
    file = PictureFile(label="File", error_messages={"required": "Choose a file first."})


class PictureForm(WatchedForm):
    """What it shows, in words; and what every crop of it keeps, in percent from the left and from the top."""

    alt = Verbatim(
        label="What it shows",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence for those who do not see it: who and what, not how it makes one feel.",
    )
    is_decoration = forms.BooleanField(label="It says nothing that the title does not say: no text", required=False)
    focus_x = forms.FloatField(label="From the left", required=False, min_value=0, max_value=100)
    focus_y = forms.FloatField(label="From the top", required=False, min_value=0, max_value=100)
    seen_copy = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Picture
        fields = ("alt", "is_decoration")

    def __init__(self, data: QueryDict | None = None, *, picture: Picture) -> None:
        super().__init__(with_click(data) if data is not None else None, instance=picture, auto_id="picture-%s", label_suffix="")
        self.initial = {**self.initial, **_focus(picture)}
        self.fields["seen_copy"].show_hidden_initial = False
        self.fields["seen_copy"].initial = seen(picture)
        for name in ("focus_x", "focus_y"):
            self.fields[name].widget.attrs |= {"step": "0.1", "inputmode": "decimal"}
        if picture.use == Use.LOGO or picture.shown is None or not picture.shown.master:
            del self.fields["focus_x"], self.fields["focus_y"]

    @property
    def moves(self) -> bool:
        """Whether the point was set to another place."""
        return bool({"focus_x", "focus_y"} & set(self.changed_data))

    @property
    def point(self) -> tuple[float, float]:
        return round(self.cleaned_data["focus_x"] / 100, 4), round(self.cleaned_data["focus_y"] / 100, 4)

    def clean(self) -> dict[str, Any]:
        stored = Picture.objects.select_related("copy", "replacement").get(pk=self.instance.pk)
        self.initial = {**self.initial, **_focus(stored)}
        cleaned = super().clean()
        if cleaned.get("alt") and cleaned.get("is_decoration") and not self.errors:
            self.add_error("is_decoration", "Either it needs no text, or it has one: take out the tick or the text.")
        if self.moves and cleaned.get("focus_x") is None and "focus_x" not in self.errors:
            self.add_error("focus_x", "Both numbers, please.")
        if self.moves and cleaned.get("focus_y") is None and "focus_y" not in self.errors:
            self.add_error("focus_y", "Both numbers, please.")
        return cleaned

    def clean_alt(self) -> str:
        """One line, wherever it is shown."""
        return " ".join(self.cleaned_data["alt"].split())

    def clean_seen_copy(self) -> str:
        """A focal point means nothing on another picture."""
        if self.cleaned_data["seen_copy"] != seen(Picture.objects.get(pk=self.instance.pk)):
            raise ValidationError(ANOTHER)
        return ""

    def said_of(self, name: str, stored: Model) -> str:
        return f"It is now: {self.initial[name]}" if name in ("focus_x", "focus_y") else super().said_of(name, stored)


def seen(picture: Picture) -> str:
    """Which picture a page was drawn with: what is done to it is done to no other."""
    return f"{picture.copy_id or 0}-{picture.replacement_id or 0}"


def with_click(posted: QueryDict) -> QueryDict:
    """A browser without scripts sends where on the picture was clicked, in pixels of the size in which the page shows it."""
    clicked = [_number(posted.get(name)) for name in ("focus.x", "focus.y", "shown_width", "shown_height")]
    x, y, width, height = clicked
    if not (x or y) or not width or not height:
        return posted  # no click; a press of Enter on the picture comes as one at its corner
    data = posted.copy()
    data["focus_x"], data["focus_y"] = f"{100 * min(x / width, 1):.1f}", f"{100 * min(y / height, 1):.1f}"
    return data


def _focus(picture: Picture) -> dict[str, float]:
    copy = picture.shown
    return {"focus_x": _percent(copy.focus_x), "focus_y": _percent(copy.focus_y)} if copy else {}


def _percent(part: float) -> float:
    return round(100 * part, 1)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0
