"""What was copied into media before pictures were looked after is due to be shaped, so that it is shown as all others are."""

import hashlib

from django.db import migrations
from django.utils import timezone

# As roles are made by 0006: who may do what with the new tables.
READABLE = ["picture", "picturecopy", "pictureedit"]
RIGHTS = {
    "Viewers": [("view", model) for model in READABLE],
    "Contributors": [("view", model) for model in READABLE] + [("change", "picture")],
    "Editors": [("view", model) for model in READABLE] + [("change", "picture")],
    "Chiefs": [("view", model) for model in READABLE] + [("change", "picture")],
}


def take_over(apps, schema_editor):
    Picture = apps.get_model("articles", "Picture")
    for model, column, link, use in (("ArticleImage", "file", "picture", "story"), ("Provider", "logo_file", "logo", "logo")):
        rows = apps.get_model("articles", model).objects.exclude(**{column: ""})
        for pk, name in rows.values_list("pk", column).iterator():
            address = f"media:{name}"
            key = hashlib.sha256(f"{use} {address}".encode("utf-8", "surrogatepass")).hexdigest()
            picture, _ = Picture.objects.get_or_create(key=key, defaults={"use": use, "address": address, "due_at": timezone.now()})
            rows.model.objects.filter(pk=pk).update(**{link: picture})


def give_rights(apps, schema_editor):
    for name, rights in RIGHTS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(_permission(apps, *right) for right in rights))


def _permission(apps, verb, model):
    # Django makes these after all migrations have run; this one needs them now.
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="articles", model=model)
    name = f"Can {verb} {apps.get_model('articles', model)._meta.verbose_name}"
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=f"{verb}_{model}", content_type=kind, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_pictures"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
