"""Excerpts as they were meant: text on one line, cut between words. Pure; whoever shows it escapes it."""

from __future__ import annotations

import html


def plain(text: str) -> str:
    """Without the entities and runs of spaces that files have."""
    return " ".join((html.unescape(text) if "&" in text else text).split())


def shortened(text: str, length: int) -> str:
    """Cut between words."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" .,;:") + "…"
