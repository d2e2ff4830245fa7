"""Four roles: Viewers read, Contributors edit, Editors decide, Chiefs also withdraw and change rules and roles.

Nobody deletes articles or their history.
"""

from django.db import migrations

READABLE = [
    *("article", "articleimage", "relatedlink", "articletopic", "provider", "topic", "articlesource", "conflict"),
    *("auditentry", "importrun", "batch", "note", "correction", "declinereason", "publishingrule"),
]
EDITABLE = ["article", "articleimage", "relatedlink", "articletopic", "provider", "topic"]
VIEWER = [("view", model) for model in READABLE]
CONTRIBUTOR = [
    *VIEWER,
    *((verb, model) for model in EDITABLE for verb in ("add", "change")),
    *(("delete", model) for model in ("articleimage", "relatedlink", "articletopic")),
    ("add", "note"),
]
EDITOR = [*CONTRIBUTOR, ("publish", "article"), ("assign", "article"), ("add", "correction"), ("add", "batch"), ("change", "batch")]
CHIEF = [
    *EDITOR,
    ("withdraw", "article"),
    ("change", "publishingrule"),
    *((verb, "declinereason") for verb in ("add", "change", "delete")),
    *(("view", "group"), ("view", "user"), ("add", "user"), ("change", "user")),
]
ROLES = {"Viewers": VIEWER, "Contributors": CONTRIBUTOR, "Editors": EDITOR, "Chiefs": CHIEF}
NAMES = {
    "publish_article": "Can publish, unpublish and decline articles",
    "withdraw_article": "Can withdraw articles",
    "assign_article": "Can assign articles to editors",
}
REASONS = ["Off topic", "Advertising", "Duplicate", "Too thin", "Out of date", "Not trustworthy"]


def create_roles(apps, schema_editor):
    for name, rights in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(_permission(apps, *right) for right in rights))


def offer_reasons(apps, schema_editor):
    reasons = apps.get_model("articles", "DeclineReason").objects
    for position, text in enumerate(REASONS):
        reasons.get_or_create(text=text, defaults={"position": position})


def _permission(apps, verb, model):
    # Django makes these after all migrations have run; this one needs them now.
    label = "auth" if model in ("user", "group") else "articles"
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=label, model=model)
    name = NAMES.get(f"{verb}_{model}") or f"Can {verb} {apps.get_model(label, model)._meta.verbose_name}"
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=f"{verb}_{model}", content_type=kind, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_took_back"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(create_roles, migrations.RunPython.noop),
        migrations.RunPython(offer_reasons, migrations.RunPython.noop),
    ]
