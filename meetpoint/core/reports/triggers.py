"""The database's own refusal to change a run, a release or a saved template. Removing one stays possible."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("reports_reportrun", "reports_release", "reports_savedtemplate")
REFUSAL = "What was reported is never changed."

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in TABLES:
            cursor.execute(_trigger(connection, table))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for undoing the migration."""
    with connection.cursor() as cursor:
        for table in TABLES:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change{on}")


def _trigger(connection: BaseDatabaseWrapper, table: str) -> str:
    if connection.vendor == "postgresql":
        return (
            f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION reports_refuse_change()"
        )
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_change BEFORE UPDATE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
