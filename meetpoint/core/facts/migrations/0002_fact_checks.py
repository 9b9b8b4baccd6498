"""When facts were last compared with the records, and what differed."""

import django.db.models.deletion
from django.db import migrations, models


def _organisation():
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organisations.organisation",
    )


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial"), ("organisations", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FactCheck",
            fields=[
                ("id", _id()),
                ("at", models.DateTimeField()),
                ("differing", models.PositiveIntegerField()),
                ("organisation", _organisation()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["organisation"], name="fact_check_once")]
            },
        ),
        migrations.CreateModel(
            name="FactDifference",
            fields=[
                ("id", _id()),
                ("table", models.CharField(max_length=80)),
                ("month", models.CharField(max_length=7)),
                ("what", models.CharField(max_length=120)),
                ("facts", models.BigIntegerField()),
                ("records", models.BigIntegerField()),
                ("organisation", _organisation()),
            ],
        ),
    ]
