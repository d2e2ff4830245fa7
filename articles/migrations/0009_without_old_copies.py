from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_old_copies")]
    operations = [
        migrations.RemoveField(model_name="articleimage", name="file"),
        migrations.RemoveField(model_name="provider", name="logo_file"),
    ]
