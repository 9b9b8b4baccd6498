"""The Django app."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from meetpoint.core.reports import triggers


class ReportsConfig(AppConfig):
    name = "meetpoint.core.reports"
    label = "reports"

    def ready(self) -> None:
        # To change a table on SQLite, Django builds it anew, and the triggers go with the old one.
        post_migrate.connect(_restore_triggers, sender=self)


def _restore_triggers(*, using: str, **_rest: Any) -> None:
    if set(triggers.TABLES) <= set(connections[using].introspection.table_names()):
        triggers.install(connections[using])
