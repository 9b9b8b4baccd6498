"""The database itself refuses to change or remove an entry, also after a migration built the table anew."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from meetpoint.core.audit import triggers
from meetpoint.core.audit.actions import record
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture
def entry(org: Organisation) -> AuditEntry:
    record(Actor.system(org.pk, "test"), "thing.done", "thing", [1])
    return AuditEntry.objects.of(org.pk).get()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditentry SET action = 'x'", "DELETE FROM audit_auditentry"]
)
def test_entry_cannot_be_changed_or_removed(entry: AuditEntry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.of(entry.organisation_id).get() == entry


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_table_cannot_be_truncated(entry: AuditEntry) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_auditentry")


def test_entries_can_be_changed_once_the_triggers_are_gone(entry: AuditEntry) -> None:
    triggers.remove(connection)
    assert not triggers.installed(connection)
    AuditEntry.objects.of(entry.organisation_id).update(action="x")
    triggers.install(connection)
    assert triggers.installed(connection)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps triggers when a table changes")
@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_after_the_table_was_built_anew() -> None:
    longer = models.CharField(max_length=61)
    longer.set_attributes_from_name("subject")
    longer.model = AuditEntry
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, AuditEntry._meta.get_field("subject"), longer, strict=True)
        editor.remove_constraint(AuditEntry, AuditEntry._meta.constraints[0])
        editor.add_constraint(AuditEntry, AuditEntry._meta.constraints[0])
    assert not triggers.installed(connection)
    call_command("migrate", verbosity=0)
    assert triggers.installed(connection)


@pytest.mark.parametrize("_time", ["once", "again"])
@pytest.mark.django_db(transaction=True)
def test_triggers_stand_in_every_test_with_real_transactions(_time: str) -> None:
    organisation = Organisation.objects.create(name="Harbor Light", slug="harbor-light")
    record(Actor.system(organisation.pk, "test"), "thing.done", "thing", [1])
    assert triggers.installed(connection)
