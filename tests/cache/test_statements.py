"""What changes for readers is told from the SQL that everything passes through."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Picture
from articles.querysets import OF_PICTURES, ON_CARDS
from newsroom.cache.statements import UNSEEN_COLUMNS, UNSEEN_TABLES, is_seen


def test_what_is_said_to_be_unseen_exists():
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}

    assert tables.keys() >= UNSEEN_TABLES
    for table, columns in UNSEEN_COLUMNS.items():
        assert {field.column for field in tables[table]._meta.concrete_fields} >= columns


def test_no_column_that_pages_load_is_unseen():
    shown = {name.removeprefix("picture__") for name in (*ON_CARDS, *OF_PICTURES)}

    assert not shown & {name.removesuffix("_id") for columns in UNSEEN_COLUMNS.values() for name in columns}


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO "articles_correction" ("text") VALUES (%s)',
        'INSERT OR IGNORE INTO "articles_topic" ("name") VALUES (%s)',
        'UPDATE "articles_article" SET "title" = %s WHERE "articles_article"."id" = %s',
        'UPDATE "articles_article" SET "held_by_id" = NULL, "status" = %s',
        'UPDATE "articles_article" SET "held_by_id" = (CASE WHEN ("articles_article"."id" = %s) THEN %s END), "heat" = %s',
        'UPDATE "articles_article" SET "heat" = (SELECT U0."heat" FROM "x" U0), "held_until" = %s',
        'DELETE FROM "articles_articletopic" WHERE "id" IN (%s)',
        'UPDATE "a_table_of_later" SET "held_until" = %s',
        'ALTER TABLE "articles_article" ADD COLUMN "x" integer',
        'WITH gone AS (DELETE FROM "articles_article" RETURNING id) SELECT * FROM gone',
        "REPLACE INTO articles_article VALUES (1)",
        "TRUNCATE articles_article",
    ],
)
def test_this_changes_what_readers_see(statement):
    assert is_seen(statement)


@pytest.mark.parametrize(
    "statement",
    [
        'SELECT "articles_article"."id" FROM "articles_article" FOR UPDATE',
        "(SELECT 1) UNION (SELECT 2)",
        "WITH RECURSIVE tree AS (SELECT 1) SELECT * FROM tree",
        'SAVEPOINT "s1"',
        "BEGIN IMMEDIATE",
        "",
        'UPDATE "django_session" SET "session_data" = %s',
        'UPDATE "auth_user" SET "last_login" = %s',
        'UPDATE "articles_picture" SET "claimed_until" = %s, "asking_until" = NULL WHERE "articles_picture"."id" = %s',
        'UPDATE "articles_article" SET "held_by_id" = %s, "held_until" = %s WHERE "articles_article"."status" = %s',
    ],
)
def test_this_does_not(statement):
    assert not is_seen(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Article, Picture])
def test_every_single_column_of_an_update_is_told(model):
    unseen = UNSEEN_COLUMNS[model._meta.db_table]
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        with CaptureQueriesContext(connection) as captured:
            model.objects.filter(pk=0).update(**{field.name: value_for(field)})
        assert is_seen(captured[0]["sql"]) == (field.column not in unseen), field.column


def value_for(field):
    if field.has_default() or field.null:
        return field.get_default()
    return timezone.now() if isinstance(field, DateTimeField) else "x"
