"""`meetpoint migrate`: Django's own command, but for an empty database, whose tables come from the models."""

from typing import Any

from django.core.management.commands import migrate

from meetpoint.operate.serving.first_tables import make_first_tables

SPECIAL = (
    "app_label",
    "migration_name",
    "fake",
    "fake_initial",
    "plan",
    "check_unapplied",
    "run_syncdb",
    "prune",
)


class Command(migrate.Command):
    """Brings the tables up to this version."""

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options.get(name) for name in SPECIAL):
            make_first_tables(options["database"])
        super().handle(*args, **options)
