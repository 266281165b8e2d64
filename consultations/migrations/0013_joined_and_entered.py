"""What a request had open before it was joined, who noted a consent and how, and no way in a circle."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


REFUSED = "A joined request cannot be the one that goes on."
POINTS_ELSEWHERE = "EXISTS (SELECT 1 FROM consultations_merge WHERE request_id = NEW.kept_id AND undone_at IS NULL)"
ON_CHANGES = ["INSERT", "UPDATE OF request_id, kept_id, undone_at"]


def refuse_circles(apps, schema_editor):
    """Who points to another request is pointed to by nobody anew. So no chain closes into a circle."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION consultations_merge_ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.undone_at IS NULL AND {POINTS_ELSEWHERE} THEN RAISE EXCEPTION '{REFUSED}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER consultations_merge_ends BEFORE {' OR '.join(ON_CHANGES)} ON consultations_merge "
            "FOR EACH ROW EXECUTE FUNCTION consultations_merge_ends()"
        )
    if schema_editor.connection.vendor == "sqlite":
        for number, change in enumerate(ON_CHANGES):
            schema_editor.execute(
                f"CREATE TRIGGER consultations_merge_ends_{number} BEFORE {change} ON consultations_merge "
                f"WHEN NEW.undone_at IS NULL AND {POINTS_ELSEWHERE} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )


def allow_circles(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER consultations_merge_ends ON consultations_merge")
        schema_editor.execute("DROP FUNCTION consultations_merge_ends()")
    if schema_editor.connection.vendor == "sqlite":
        for number in range(len(ON_CHANGES)):
            schema_editor.execute(f"DROP TRIGGER consultations_merge_ends_{number}")


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0012_inbox_patient_is_next'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='consentrecord',
            name='given_how',
            field=models.CharField(choices=[('site', 'On the site'), ('phone', 'By phone'), ('visit', 'In person')], default='site', max_length=8, verbose_name='how'),
        ),
        migrations.AddField(
            model_name='consentrecord',
            name='noted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consentrecord',
            name='noted_by_name',
            field=models.CharField(blank=True, max_length=80, verbose_name='noted by'),
        ),
        migrations.AddField(
            model_name='merge',
            name='offers_before',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(refuse_circles, allow_circles),
    ]
