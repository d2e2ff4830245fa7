"""Pictures by their address, what we keep of them, and how they fare. The old copies are taken over by the next migration."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, help_text="Of its use and address.", max_length=64, unique=True)),
                (
                    "use",
                    models.CharField(
                        choices=[("story", "picture of an article"), ("logo", "logo of a provider")], default="story", max_length=5
                    ),
                ),
                (
                    "address",
                    models.CharField(help_text="On the web, in an imported folder (file:) or uploaded (upload:).", max_length=3000),
                ),
                ("host", models.CharField(blank=True, max_length=253)),
                (
                    "alt",
                    models.CharField(
                        blank=True, help_text="What it shows, for those who do not see it.", max_length=500, verbose_name="alternative text"
                    ),
                ),
                (
                    "is_decoration",
                    models.BooleanField(
                        default=False, help_text="It says nothing that the title does not say.", verbose_name="needs no text"
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, help_text="When to ask for it; never where empty.", null=True)),
                (
                    "is_check",
                    models.BooleanField(default=False, help_text="What is due is a look whether it is still there; our copy stays."),
                ),
                ("claimed_until", models.DateTimeField(blank=True, help_text="A worker is at it until then.", null=True)),
                ("asking_until", models.DateTimeField(blank=True, help_text="And asks its server, until then at the latest.", null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "error",
                    models.CharField(
                        blank=True, help_text="Why its address gives us nothing, in a word; we may have a copy.", max_length=30
                    ),
                ),
                ("error_text", models.CharField(blank=True, help_text="The same in a sentence.", max_length=300)),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="last seen alive")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="last asked for")),
                ("is_gone", models.BooleanField(default=False, help_text="Its address has it no more; our copy may be all there is.")),
                ("has_changed", models.BooleanField(default=False, help_text="Its address shows another picture than our copy.")),
                (
                    "other_digest",
                    models.CharField(
                        blank=True, help_text="Of the other picture that was seen last: an editor is asked once about each.", max_length=64
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=300)),
                ("last_modified", models.CharField(blank=True, max_length=100)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="PictureCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(help_text="SHA-256 of the bytes as they came, in hexadecimal.", max_length=64, unique=True)),
                ("format", models.CharField(help_text="What they were: jpeg, png, webp, gif or avif.", max_length=10)),
                ("size", models.PositiveIntegerField(help_text="How many bytes they were.")),
                ("width", models.PositiveIntegerField(help_text="In pixels, as it is shown.")),
                ("height", models.PositiveIntegerField()),
                ("colour", models.CharField(help_text="Its dominant colour, as #rrggbb: what is shown until it has loaded.", max_length=7)),
                ("focus_x", models.FloatField(help_text="What crops keep, from 0 (left) to 1.")),
                ("focus_y", models.FloatField(help_text="From 0 (top) to 1.")),
                ("focus_by_hand", models.BooleanField(default=False)),
                (
                    "fingerprint",
                    models.CharField(help_text="64 bits in hexadecimal that differ little for pictures that look alike.", max_length=16),
                ),
                ("is_flat", models.BooleanField(default=False, help_text="Of one colour, or next to nothing: a placeholder.")),
                (
                    "placeholder",
                    models.CharField(
                        blank=True,
                        choices=[("flat", "of one colour"), ("tiny", "very small"), ("shared", "the same for many articles")],
                        help_text="Why it is probably no picture; found by articles/images/health.",
                        max_length=6,
                    ),
                ),
                (
                    "master",
                    models.CharField(blank=True, help_text="The whole picture in media, from which crops are made.", max_length=100),
                ),
                ("files", models.JSONField(default=dict, help_text="{role: {format: [[width, height, name], …]}}, the narrowest first.")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "picture copies",
            },
        ),
        migrations.CreateModel(
            name="PictureEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("verb", models.CharField(max_length=20)),
                ("changes", models.JSONField(default=dict, help_text="{column: [before, after]}")),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PictureHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=253, unique=True)),
                ("quiet_until", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0, help_text="In a row; each doubles the pause.")),
            ],
        ),
        migrations.CreateModel(
            name="SocialCard",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(help_text="In media.", max_length=100)),
            ],
        ),
        migrations.RenameField(model_name="articleimage", old_name="is_cached", new_name="was_cached"),
        migrations.AlterField(
            model_name="articleimage",
            name="was_cached",
            field=models.BooleanField(blank=True, help_text="What the file says of the old system's copy (isCached).", null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="base_url",
            field=models.CharField(blank=True, help_text="Where its site-relative pictures are, when not in the folder.", max_length=500),
        ),
        migrations.AddField(
            model_name="provider",
            name="logo_by_hand",
            field=models.BooleanField(default=False, editable=False, help_text="An editor chose it, or that there is none."),
        ),
        migrations.AddField(
            model_name="provider",
            name="pictures",
            field=models.CharField(
                choices=[("copy", "we keep and show copies"), ("hotlink", "shown from its own server"), ("none", "not shown")],
                default="copy",
                help_text="Copies are quick and private. Shown from its server, its readers are seen there. None: a drawing stands in their place.",
                max_length=7,
                verbose_name="its pictures",
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="widest",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="In pixels; empty for as wide as we show any.",
                null=True,
                validators=[django.core.validators.MinValueValidator(100)],
                verbose_name="widest picture",
            ),
        ),
        migrations.AlterField(
            model_name="articleimage",
            name="width",
            field=models.PositiveIntegerField(blank=True, help_text="As the file declares it.", null=True),
        ),
        migrations.AddField(
            model_name="articleimage",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="images",
                to="articles.picture",
            ),
        ),
        migrations.RenameField(model_name="provider", old_name="logo", new_name="logo_file"),
        migrations.AddField(
            model_name="provider",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="providers",
                to="articles.picture",
            ),
        ),
        migrations.AddIndex(
            model_name="articleimage",
            index=models.Index(condition=models.Q(("picture__isnull", False)), fields=["picture"], name="image_picture"),
        ),
        migrations.AddIndex(
            model_name="articleimage",
            index=models.Index(condition=models.Q(("picture__isnull", True)), fields=["id"], name="image_without_picture"),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(("pictures__in", ["copy", "hotlink", "none"])), name="provider_pictures_known"
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="copy",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="pictures", to="articles.picturecopy"
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="replacement",
            field=models.ForeignKey(
                blank=True,
                help_text="What an editor uploaded in its place.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaces",
                to="articles.picturecopy",
            ),
        ),
        migrations.AddField(
            model_name="pictureedit",
            name="by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pictureedit",
            name="picture",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="articles.picture"),
        ),
        migrations.AddField(
            model_name="pictureedit",
            name="undoes",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="undone_by", to="articles.pictureedit"
            ),
        ),
        migrations.AddField(
            model_name="socialcard",
            name="picture",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="articles.picturecopy"
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at", "id"], name="picture_due"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                condition=models.Q(("copy", None), ("due_at", None), ("error", ""), ("replacement", None)),
                fields=["id"],
                name="picture_left_alone",
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("asking_until__isnull", False)), fields=["host"], name="picture_asking"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("error", ""), _negated=True), fields=["-id"], name="picture_failed"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("alt", ""), ("is_decoration", False)), fields=["-id"], name="picture_without_alt"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("copy__isnull", False)), fields=["checked_at", "id"], name="picture_checked"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("is_gone", True)), fields=["-id"], name="picture_gone"),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(condition=models.Q(("has_changed", True)), fields=["-id"], name="picture_changed"),
        ),
        migrations.AddIndex(
            model_name="picturecopy",
            index=models.Index(condition=models.Q(("placeholder", ""), _negated=True), fields=["-id"], name="copy_placeholder"),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(condition=models.Q(("use__in", ["story", "logo"])), name="picture_use_known"),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(condition=models.Q(("address", ""), _negated=True), name="picture_has_address"),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("claimed_until__isnull", True), ("due_at__isnull", False), _connector="OR"),
                name="picture_claimed_is_due",
            ),
        ),
    ]
