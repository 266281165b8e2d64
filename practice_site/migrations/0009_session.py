"""Sessions of our own, in place of Django's: everybody signs in anew once, and the old table goes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice_site', '0008_account_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_digest', models.CharField(help_text='SHA-256 of what the browser’s cookie holds.', max_length=64, unique=True)),
                ('content', models.TextField(help_text='Signed, as Django writes it.')),
                ('device', models.CharField(help_text='Browser and system by name, for example Chrome on Windows.', max_length=40)),
                ('address', models.CharField(help_text='The address of the network, when last seen.', max_length=64, verbose_name='from where')),
                ('began_at', models.DateTimeField(help_text='When this person signed in.', verbose_name='since')),
                ('last_seen_at', models.DateTimeField(help_text='When somebody last did something.', verbose_name='last seen')),
                ('ends_at', models.DateTimeField(db_index=True, help_text='When it is over if nobody does anything.', verbose_name='good until')),
                ('account', models.ForeignKey(help_text='Who is signed in; blank for a visitor.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-last_seen_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
