"""Addresses of what this part of the desk does."""

from django.urls import reverse

MINE = "/admin/mine/"


def assign(article) -> str:
    return reverse("admin:assign", args=[article.pk])


def notes(article) -> str:
    return reverse("admin:notes", args=[article.pk])
