"""The newsroom's data, and the verbs that change an article's state.

Provider ─┐                        ┌─ ArticleImage
Topic ────┼── Article ─────────────┼─ RelatedLink ──► Article (when one has that address)
          │      │                 ├─ ArticleSource   (the bytes last imported)
          │      │                 ├─ Conflict        (file and editor disagree)
          └──────┘                 └─ AuditEntry      (who changed what)
ImportRun: one row a run.  TaxonomySource: the bytes of topic and organization files.
"""

from articles.models.article import DEFAULT_SOURCE, Article, StaleArticle, Status
from articles.models.audit import AuditEntry
from articles.models.imports import ArticleSource, Conflict, ImportRun, TaxonomySource
from articles.models.parts import ArticleImage, ArticleTopic, RelatedLink
from articles.models.taxonomy import Provider, Topic

__all__ = [
    "DEFAULT_SOURCE",
    "Article",
    "ArticleImage",
    "ArticleSource",
    "ArticleTopic",
    "AuditEntry",
    "Conflict",
    "ImportRun",
    "Provider",
    "RelatedLink",
    "StaleArticle",
    "Status",
    "TaxonomySource",
    "Topic",
]
