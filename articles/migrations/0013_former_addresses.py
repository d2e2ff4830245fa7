import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

KINDS = ("article", "topic", "provider")


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_tokens")]
    operations = [
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(help_text="In lower case, from the first slash to the last.", max_length=400, unique=True)),
                ("left_at", models.DateTimeField(default=django.utils.timezone.now)),
                *(
                    (
                        kind,
                        models.ForeignKey(
                            null=True, on_delete=django.db.models.deletion.CASCADE, related_name="former_addresses", to=f"articles.{kind}"
                        ),
                    )
                    for kind in KINDS
                ),
            ],
            options={"verbose_name_plural": "former addresses"},
        ),
        migrations.AddConstraint(
            model_name="formeraddress",
            constraint=models.CheckConstraint(
                condition=Q(article__isnull=False, topic=None, provider=None)
                | Q(article=None, topic__isnull=False, provider=None)
                | Q(article=None, topic=None, provider__isnull=False),
                name="former_address_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(Lower("slug"), condition=~Q(slug=Lower("slug")), name="article_slug_with_capitals"),
        ),
    ]
