"""The groups Editors and Contributors. Contributors edit, only editors publish; nobody deletes articles."""

from django.db import migrations

EDITABLE = ["article", "articleimage", "relatedlink", "articletopic", "provider", "topic"]
READABLE = ["articlesource", "conflict", "auditentry", "importrun"]


def create_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get_or_create
    contribute = [_permission(apps, verb, model) for model in EDITABLE for verb in ("view", "add", "change")]
    contribute += [_permission(apps, "delete", model) for model in ("articleimage", "relatedlink", "articletopic")]
    contribute += [_permission(apps, "view", model) for model in READABLE]
    publish = _permission(apps, "publish", "article", "Can publish, unpublish and decline articles")
    group(name="Contributors")[0].permissions.add(*contribute)
    group(name="Editors")[0].permissions.add(*contribute, publish)


def _permission(apps, verb, model, name=None):
    # Django makes these after all migrations have run; this one needs them now.
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="articles", model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=f"{verb}_{model}",
        content_type=kind,
        defaults={"name": name or f"Can {verb} {apps.get_model('articles', model)._meta.verbose_name}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
