"""Addresses of the desk, and a form's fields as a browser would post them."""

import re
from html.parser import HTMLParser

from django.urls import reverse

_LINE_END = re.compile(r"\r\n|\r|\n")
LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"
PICTURES = "/admin/articles/picture/"
# Inputs that a browser leaves out of what it posts: buttons that nobody pressed, boxes and choices that nobody ticked.
NOT_SENT = ("submit", "image", "file", "checkbox", "radio")


def change(article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def decide(article, verb) -> str:
    return reverse("admin:articles_article_decide", args=[article.pk, verb])


def resolve(conflict, take) -> str:
    return reverse("admin:articles_article_resolve", args=[conflict.article_id, conflict.pk, take])


def picture_page(picture) -> str:
    return reverse("admin:articles_picture_change", args=[picture.pk])


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def form_fields(html: str, form_id: str = "article_form") -> dict[str, str]:
    """The successful controls of a form as a browser posts them: hidden and text inputs, what is ticked, textareas, selected options."""
    reader = _FormReader(form_id)
    reader.feed(html)
    return {name: _LINE_END.sub("\r\n", value) for name, value in reader.fields.items() if "__prefix__" not in name}


class _FormReader(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.fields = form_id, False, {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        name = given.get("name")
        if not self.inside:
            return
        if tag == "input" and name and (given.get("type") not in NOT_SENT or "checked" in given):
            value = given.get("value", "on" if given.get("type") in ("checkbox", "radio") else "")
            self.fields[name] = value if given.get("type") == "hidden" else _LINE_END.sub("", value)
        elif tag == "textarea":
            self.textarea, self.fields[name] = name, ""
        elif tag == "select":
            self.select, self.fields[name] = name, ""
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = given["value"]

    def handle_data(self, text):
        if self.textarea:
            self.fields[self.textarea] += text

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea:
            self.fields[self.textarea] = self.fields[self.textarea].removeprefix("\r\n").removeprefix("\n")
            self.textarea = None
        elif tag == "select":
            self.select = None
