"""The database refuses to change or to drop events of accounts for six years."""

from django.db import migrations

from practice_site.accounts import account_log_keeping


def protect(apps, schema_editor):
    account_log_keeping.GUARD.protect(schema_editor.connection)


def unprotect(apps, schema_editor):
    account_log_keeping.GUARD.unprotect(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('practice_site', '0006_account_event'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
