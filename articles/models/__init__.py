"""The newsroom's data, and the verbs that change an article's state.

Provider ─┐                        ┌─ ArticleImage
Topic ────┼── Article ─────────────┼─ RelatedLink ──► Article (when one has that address)
          │      │                 ├─ ArticleSource   (the bytes last imported)
          │      │                 ├─ Conflict        (file and editor disagree)
          └──────┘                 ├─ AuditEntry      (who changed what)
                                   └─ Note, Correction
Picture (models/pictures.py): what ArticleImage and Provider.logo point at.
ImportRun: one row a run.  TaxonomySource: the bytes of topic and organization files.
FormerAddress: where an article, a topic or a provider stood before.
SearchDocument: what an article is found by.  SearchWord: words for typing errors.
Batch ── BatchItem: one verb on many articles.  DeclineReason, SavedView, PublishingRule: what the desk keeps. ApiToken: programs' way in.
"""

from articles.models.article import DEFAULT_SOURCE, Article
from articles.models.audit import AuditEntry, Batch, BatchItem, Machine, Trail
from articles.models.desk import Correction, DeclineReason, Note, PublishingRule, SavedView
from articles.models.former import FormerAddress
from articles.models.imports import ArticleSource, Conflict, ImportRun, TaxonomySource
from articles.models.parts import ArticleImage, ArticleTopic, RelatedLink
from articles.models.pictures import File, Picture, PictureCopy, PictureEdit, PictureHost, Placeholder, SocialCard, Use
from articles.models.search import SearchDocument, SearchWord
from articles.models.states import StaleArticle, Standing, Status
from articles.models.taxonomy import PicturePolicy, Provider, Topic
from articles.models.tokens import ApiToken

__all__ = [
    "DEFAULT_SOURCE",
    "ApiToken",
    "Article",
    "ArticleImage",
    "ArticleSource",
    "ArticleTopic",
    "AuditEntry",
    "Batch",
    "BatchItem",
    "Conflict",
    "Correction",
    "DeclineReason",
    "File",
    "FormerAddress",
    "ImportRun",
    "Machine",
    "Note",
    "Picture",
    "PictureCopy",
    "PictureEdit",
    "PictureHost",
    "PicturePolicy",
    "Placeholder",
    "Provider",
    "PublishingRule",
    "RelatedLink",
    "SavedView",
    "SearchDocument",
    "SearchWord",
    "SocialCard",
    "StaleArticle",
    "Standing",
    "Status",
    "TaxonomySource",
    "Topic",
    "Trail",
    "Use",
]
