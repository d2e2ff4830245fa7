from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_former_addresses")]
    operations = [
        migrations.RemoveIndex("article", "article_newest"),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["-listed_at", "path", "id", "publish_at", "expires_at", "embargo_until", "status"],
                name="article_newest",
            ),
        ),
    ]
