from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0006_visits_that_are_over'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='mailtext',
            options={'ordering': ['pk'], 'verbose_name': 'mail text', 'verbose_name_plural': 'mail texts'},
        ),
    ]
