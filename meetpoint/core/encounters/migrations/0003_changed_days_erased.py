"""Days from which somebody was erased are marked as such."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("encounters", "0002_changed_days")]

    operations = [
        migrations.AddField(
            model_name="changedday",
            name="erased",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
