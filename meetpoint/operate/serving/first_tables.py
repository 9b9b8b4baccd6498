"""The tables of a database that holds none yet, made from the models in a tenth of the time."""

from __future__ import annotations

from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make_first_tables(using: str) -> bool:
    """Make every table of an empty database, and note every migration as applied. False where tables are.

    All of it or nothing. Triggers and what else comes after each migration are left to `post_migrate`; a test
    holds the tables against those that migrations make.
    """
    connection = connections[using]
    if connection.introspection.table_names():
        return False
    recorder = MigrationRecorder(connection)
    known = MigrationLoader(None).graph.nodes
    with connection.schema_editor(atomic=True) as editor:
        editor.create_model(recorder.Migration)
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in sorted(known)
        )
    return True
