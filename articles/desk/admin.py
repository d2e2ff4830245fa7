"""Everything that the desk shows; importing this registers it."""

from articles.desk import article_admin, records, taxonomy_admin
from articles.desk.people import admin as people_admin
from articles.desk.pictures import admin as pictures_admin
from articles.desk.rule import admin as rule_admin

__all__ = ["article_admin", "people_admin", "pictures_admin", "records", "rule_admin", "taxonomy_admin"]
