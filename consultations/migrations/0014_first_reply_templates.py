"""A site begins with texts to answer with. Once only: what staff change or delete stays as they left it."""

from django.db import migrations

from consultations.starter_replies import TEMPLATES


def store(apps, schema_editor):
    templates = apps.get_model("consultations", "ReplyTemplate").objects
    if not templates.exists():
        templates.bulk_create(templates.model(**text) for text in TEMPLATES)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0013_joined_and_entered")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop)]
