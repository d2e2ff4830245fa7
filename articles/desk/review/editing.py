"""A candidate's title, excerpt and topics, edited in its place in the queue."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django import forms

from articles.desk.decisions import version_seen
from articles.desk.forms import SeenField
from articles.desk.given import GivenForm, Verbatim
from articles.edits import current, edit
from articles.models import Article, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_TOPICS = 50


class CandidateForm(GivenForm):
    seen_version = SeenField()
    title = Verbatim(max_length=500, widget=forms.TextInput)
    excerpt = Verbatim(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    topic_names = Verbatim(
        label="Topics",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="One on a line, the main one first.",
    )

    class Meta:
        model = Article
        fields = ("title", "excerpt")

    topics: list[Topic] | None = None  # where they were changed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        self.initial["topic_names"] = "\n".join(current(self.instance, "topics"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Locks the row until the save, which is in the same transaction.
        now = Article.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if version_seen(cleaned.get("seen_version")) != now.version:
            self._renew(now)
        if "topic_names" in self.changed_data and "topic_names" in cleaned:
            self._find_topics(cleaned["topic_names"])
        return cleaned

    def leave_unchecked(self) -> None:
        """So that it can be drawn again where the database could not be asked."""
        self._errors = forms.utils.ErrorDict()

    def _renew(self, now: Article) -> None:
        """What was typed stays, beside what stands there now; saving again is then a decision on the current version."""
        topics = current(now, "topics")
        now.topic_names = topics  # type: ignore[attr-defined]
        self.initial["topic_names"] = "\n".join(topics)
        self.renew(now)
        self.initial["seen_version"] = now.version
        last = now.audit.select_related("by").first()
        by = f"{last.who} changed this article ({last.verb})" if last else "This article was changed"
        self.add_error(None, f"{by} since you opened it. Nothing was saved. Compare, then save again to keep what you typed.")

    def _find_topics(self, text: str) -> None:
        wanted = dict.fromkeys(line.strip() for line in text.split("\n") if line.strip())
        known = {topic.name.casefold(): topic for topic in Topic.objects.only("name")}
        unknown = [name for name in wanted if name.casefold() not in known]
        for name in unknown[:5]:
            self.add_error("topic_names", _unknown(name, known))
        if len(wanted) > MOST_TOPICS:
            self.add_error("topic_names", f"An article has at most {MOST_TOPICS} topics.")
        self.topics = list(dict.fromkeys(known[name.casefold()] for name in wanted if name not in unknown))


def save(form: CandidateForm, by: User) -> bool:
    """Store what was typed, as one entry of the audit trail. In the caller's transaction. False where nothing was changed."""
    stored = Article.objects.get(pk=form.instance.pk)  # the form's own carries what was typed
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "excerpt") if name in form.changed_data}
    if form.topics is not None:
        values["topics"] = [topic.name for topic in form.topics]
    return edit(stored, values, version=stored.version, by=by)


def _unknown(name: str, known: dict[str, Topic]) -> str:
    close = get_close_matches(name.casefold()[:200], known, n=1, cutoff=0.6)
    return f"There is no topic “{name[:200]}”." + (f" Did you mean “{known[close[0]].name}”?" if close else "")
