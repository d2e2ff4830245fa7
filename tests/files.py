"""Makes files in the real format, and runs the commands on them."""

import json
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

from django.core.management import call_command

TEMPLATE = """---
category: news
title: "{title}"
excerpt: "An excerpt."
publishedDateTime: 2026-01-02T03:04:05Z
originalUrl: "https://paper.example/{slug}"
webUrl: "https://paper.example/{slug}"
type: article
quality: {quality}
heat: {heat}
published: {published}

provider:
  name: The Paper
  domain: paper.example

topics:
  - Robots
  - AI
{rest}
secured: "c2VhbGVk;MDEyMzQ1Njc4OWFiY2RlZg=="
---

"""


def text(title="A title", slug="a-title", *, published="false", quality=69, heat=69, rest="") -> str:
    return TEMPLATE.format(title=title, slug=slug, published=published, quality=quality, heat=heat, rest=rest)


def write(root: Path, path: str, content: str | bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def news(root: Path, slug="2026-01-02-a-title", **values) -> Path:
    return write(root, f"_news/{slug}.md", text(slug=slug, **values))


def run_import(*paths, code=0, **options):
    """`import_articles --json` and what it says; `code` is the exit code that must come."""
    return _run("import_articles", *map(str, paths), code=code, **options)


def run_export(folder, code=0, **options):
    return _run("export_articles", str(folder), code=code, **options)


def _run(command, *args, code, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *args, json=True, stdout=out, stderr=err, **options)
        exited = 0
    except SystemExit as ended:
        exited = ended.code
    assert exited == code, (out.getvalue(), err.getvalue())
    return SimpleNamespace(**json.loads(out.getvalue() or "{}"), said=err.getvalue())
