"""What articles are found by. A newsroom that has articles gets its index here; ten thousand take some ten seconds."""

import django.db.models.deletion
from django.db import migrations, models

from articles.search import installing

NAMED = "What its name is found by (articles/search/names.py)."


def install(apps, schema_editor):
    installing.install(schema_editor)
    if apps.get_model("articles", "Article").objects.exists() or apps.get_model("articles", "Topic").objects.exists():
        installing.rebuild()


def uninstall(apps, schema_editor):
    installing.uninstall(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_without_old_copies")]
    operations = [
        *(
            migrations.AddField(model_name, "name_words", models.TextField(default="", editable=False, help_text=NAMED))
            for model_name in ("provider", "topic")
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("about", models.TextField(help_text="Who published it, as the article says.")),
                ("excerpt", models.TextField()),
                ("facets", models.TextField(help_text="What it can be narrowed by: _t1 a topic, _p1 its provider, _kvideo its type.")),
                ("article", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article")),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("head", models.CharField(max_length=3)),
                ("tail", models.CharField(max_length=3)),
                ("size", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["head", "size"], name="search_word_head"),
                    models.Index(fields=["tail", "size"], name="search_word_tail"),
                ]
            },
        ),
        migrations.RunPython(install, uninstall),
    ]
