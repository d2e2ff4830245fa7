"""Everything that the desk shows; importing this registers it."""

from articles.desk import article_admin, records, taxonomy_admin

__all__ = ["article_admin", "records", "taxonomy_admin"]
