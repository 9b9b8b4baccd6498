from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="participantcode",
            name="kind",
            field=models.CharField(
                choices=[
                    ("random", "Random code"),
                    ("derived", "Code from answers"),
                    ("earlier", "Code of an earlier system"),
                ],
                max_length=10,
            ),
        ),
    ]
