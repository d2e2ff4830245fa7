"""Which audit entries took an article from the readers: a column now, a lookup in JSON before."""

from django.db import migrations


def note_what_took_back(apps, schema_editor):
    entries = apps.get_model("articles", "AuditEntry").objects
    entries.filter(changes__status__0="published").exclude(changes__status__1="published").update(took_back=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_desk")]
    operations = [migrations.RunPython(note_what_took_back, migrations.RunPython.noop)]
