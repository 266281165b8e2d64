"""Mails about accounts have the states that all mails have. No column changes."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice_site', '0012_colleague_reset'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accountmail',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='accountmail',
            name='due_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try'),
        ),
        migrations.AlterField(
            model_name='accountmail',
            name='last_problem',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='accountmail',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Given up'), ('unclear', 'Unclear, may have arrived'), ('cancelled', 'Not sent any more')], default='waiting', max_length=10),
        ),
    ]
