from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0005_events_name_the_state'),
    ]

    operations = [
        migrations.AlterField(
            model_name='appointment',
            name='state',
            field=models.CharField(choices=[('booked', 'Booked'), ('cancelled', 'Cancelled'), ('over', 'Over')], default='booked', max_length=12),
        ),
    ]
