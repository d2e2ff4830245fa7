"""The old copies' columns go; and references that are nearly always empty are indexed where they are not, for each import pays for
the others.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def reference(related_name):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, django.db.models.deletion.SET_NULL,
        blank=True, db_index=False, editable=False, null=True, related_name=related_name,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_old_copies"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RemoveField(model_name="articleimage", name="file"),
        migrations.RemoveField(model_name="provider", name="logo_file"),
        migrations.AlterField(model_name="article", name="assigned_to", field=reference("assigned_articles")),
        migrations.AlterField(model_name="article", name="held_by", field=reference("held_articles")),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["assigned_to"], condition=models.Q(("assigned_to__isnull", False)), name="article_assigned"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["held_by"], condition=models.Q(("held_by__isnull", False)), name="article_held"),
        ),
    ]
