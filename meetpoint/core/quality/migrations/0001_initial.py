"""What somebody looked at and found right."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="LooksRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=160)),
                ("day", models.DateField()),
                ("staff_id", models.BigIntegerField(null=True)),
                ("marked_at", models.DateTimeField()),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
                ("site", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.site")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["organisation", "rule", "subject"], name="looks_right_once")],
            },
        ),
    ]
