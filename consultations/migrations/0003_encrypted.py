"""What patients sent before is encrypted, column by column; the clear columns go."""

import uuid

import django.core.validators
from django.db import migrations, models

import consultations.encrypted_fields
from consultations import key_ring

Text = consultations.encrypted_fields.EncryptedTextField
Json = consultations.encrypted_fields.EncryptedJSONField
CONTACT_BY = [("email", "Email"), ("phone", "Phone call"), ("text", "Text message")]

ENCRYPTED = {
    "consultationrequest": {
        "full_name": Text(max_length=200),
        "email": Text("email address", max_length=254, validators=[django.core.validators.EmailValidator()]),
        "phone": Text("phone number", max_length=40, blank=True),
        "contact_by": Text(choices=CONTACT_BY, default="email"),
        "best_time": Text("best time to reach you", max_length=200, blank=True),
        "language": Text("language you like to speak", max_length=100, blank=True),
        "operations_count": Json("nose operations so far"),
        "last_operation_year": Json("year of the last one", null=True, blank=True),
        "concerns": Json("what bothers you", default=list),
        "story": Text("in your own words", max_length=5000, blank=True),
        "travelling_from": Text("coming from", max_length=200, blank=True),
        "heard_from": Text("heard of us", max_length=200, blank=True),
    },
    "outboxmessage": {
        "to": Text(
            "to",
            max_length=254,
            blank=True,
            help_text="Blank means staff: the practice’s address or the accounts.",
        ),
        "body": Text(),
    },
    "requestevent": {"before": Json(default=dict, blank=True)},
    "requestnote": {"text": Text(max_length=5000)},
}


def name_rows(apps, schema_editor):
    for model_name in ENCRYPTED:
        for row in apps.get_model("consultations", model_name).objects.iterator():
            row.seal_id = uuid.uuid4()
            row.save(update_fields=["seal_id"])


def encrypt(apps, schema_editor):
    for model_name, fields in ENCRYPTED.items():
        for row in apps.get_model("consultations", model_name).objects.iterator():
            _make_sure_of_the_key(apps)
            for name in fields:
                setattr(row, name, getattr(row, f"{name}_in_clear"))
            row.save(update_fields=list(fields))


def _make_sure_of_the_key(apps):
    """From the first encrypted row on, no start goes without its key."""
    key_ring.create_if_missing()
    key = key_ring.ring().newest
    apps.get_model("consultations", "KeyInUse").objects.get_or_create(
        key_id=key.id, defaults={"fingerprint": key.fingerprint}
    )


def without_rule(field):
    """The same field while rows still lack a value."""
    return type(field)(null=True, blank=True)


def operations_of(model_name, fields):
    yield migrations.AddField(model_name, "seal_id", models.UUIDField(null=True, editable=False))
    for name, field in fields.items():
        yield migrations.RenameField(model_name, name, f"{name}_in_clear")
        yield migrations.AddField(model_name, name, without_rule(field))


def finish(model_name, fields):
    yield migrations.AlterField(
        model_name, "seal_id", models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    )
    for name, field in fields.items():
        yield migrations.RemoveField(model_name, f"{name}_in_clear")
        yield migrations.AlterField(model_name, name, field)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_what_patients_add")]

    operations = [
        *[operation for model in ENCRYPTED.items() for operation in operations_of(*model)],
        migrations.RunPython(name_rows, migrations.RunPython.noop),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
        *[operation for model in ENCRYPTED.items() for operation in finish(*model)],
        migrations.AddField("outboxmessage", "calendar", Text("calendar entry", blank=True)),
    ]
