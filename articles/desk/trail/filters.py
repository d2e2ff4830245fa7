"""What the history can be narrowed to: a plain form, and the entries that it leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone

from articles.models import Article, AuditEntry, Machine

VERBS = {
    "publish": "published",
    "unpublish": "back to review",
    "decline": "declined",
    "withdraw": "withdrawn",
    "later": "put off",
    "assign": "assigned",
    "edit": "edited",
    "correct": "corrected",
    "resolve": "dispute settled",
    "create": "written here",
    "import": "changed by its file",
    "undo": "undone",
    "due": "due",
    "embargo lifted": "embargo lifted",
    "expired": "expired",
}
MACHINES = {"import": "Imports", Machine.RULE.value: "The publishing rule", Machine.SCHEDULE.value: "The schedule"}
MOST_PEOPLE = 500
LARGEST = 2**63 - 1
YEARS = range(1970, 2200)  # what any calendar and any time zone can hold


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, date) and value.year not in YEARS:
            raise forms.ValidationError(f"The year must be from {YEARS[0]} to {YEARS[-1]}.")


class HistoryForm(forms.Form):
    """Takes what a link or a typed address may hold; whatever is wrong is said beside its field, and nothing is listed."""

    who = forms.ChoiceField(required=False)
    run = forms.IntegerField(label="Import run", required=False, min_value=1, max_value=LARGEST)
    verb = forms.ChoiceField(label="What", required=False, choices=[("", "Anything"), *VERBS.items()])
    since = Day(label="From", required=False)
    until = Day(label="To", required=False)
    q = forms.CharField(label="Words of the title", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    batch = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    article = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, label_suffix="", auto_id="f-%s")
        people = User.objects.filter(is_staff=True).order_by("username").values_list("pk", "username")[:MOST_PEOPLE]
        named = [(str(pk), username) for pk, username in people]
        who: Any = self.fields["who"]
        who.choices = [("", "Anybody"), ("Machines", list(MACHINES.items())), ("People", named)]
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-describedby": f"f-{name}-error"} if name in self.errors else {}

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that are set."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def about(self) -> Article | None:
        """The one article whose history this is."""
        pk = self.asked.get("article")
        return Article.objects.select_related("created_run").filter(pk=pk).first() if pk else None


def entries(asked: dict[str, Any]) -> QuerySet[AuditEntry]:
    """The entries that these filters leave, in no order."""
    rows = AuditEntry.objects.order_by()
    rows = rows.filter(**{name: asked[name] for name in ("run", "batch", "article", "verb") if name in asked})
    if "q" in asked:  # no join: a planner could begin with the articles, and sort the history of all that match
        titles = Article.objects.filter(pk=OuterRef("article")).values("title")
        rows = rows.alias(title=Subquery(titles)).filter(title__icontains=asked["q"])
    if who := asked.get("who"):
        # A sum, so that no planner takes the index of what a person ever did, and sorts all of that for the newest fifty.
        rows = rows.alias(person=F("by") + 0).filter(**_actor(who))
    if "since" in asked:
        rows = rows.filter(at__gte=_midnight(asked["since"]))
    if "until" in asked:
        rows = rows.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return rows


def _actor(who: str) -> dict[str, Any]:
    if who == "import":
        return {"run__isnull": False, "by": None}
    return {"machine": who} if who in MACHINES else {"person": int(who)}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
