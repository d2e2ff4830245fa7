"""On PostgreSQL sort paths by bytes, as SQLite does: ties in the API are broken by path, the same everywhere."""

from django.db import migrations


def sort_by_bytes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE articles_article ALTER COLUMN path TYPE varchar(500) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_groups")]
    operations = [migrations.RunPython(sort_by_bytes, migrations.RunPython.noop)]
