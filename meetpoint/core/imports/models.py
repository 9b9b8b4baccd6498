"""The kinds of logs that are known, each import, the rows and people it brought in, what it could not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.models import TenantModel


class ImportSource(TenantModel):
    """A kind of log, known by its headers, with the mapping by which it was last read.

    `header_key` is a keyed hash of the headers; `mapping` is TOML.
    """

    header_key = models.CharField(max_length=44)
    name = models.CharField(max_length=120)
    mapping = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "header_key"], name="import_source_once")
        ]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """Where a run stands. Those `working` has not finished are taken up again after a crash."""

    CHOOSING = "choosing", _("Not started")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being recorded")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    UNDO_WAITING = "undo_waiting", _("Waiting to be undone")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


WAITING = (State.WAITING, State.UNDO_WAITING)
WORKING = (State.RUNNING, State.UNDOING)
NEXT = {State.WAITING: State.RUNNING, State.UNDO_WAITING: State.UNDOING}


class ImportRun(TenantModel):
    """One import of one file: what it is read by, how far it has come, what came of it.

    `file_rows` counts rows of the file, `rows` those of the table that say something (known once they
    were gone through); created + unchanged + rejected is how many of these were worked on. `position` is
    the place from which a run goes on after a crash. `worker` works on it until `worked_until`, and
    renews that with each batch. `log` is shared by all versions of the same log.
    """

    uid = models.UUIDField()
    source = models.ForeignKey(
        ImportSource, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHOOSING)
    staff_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=10, default="en")
    name = models.CharField(max_length=120)
    mapping = models.TextField(blank=True)
    log = models.UUIDField(null=True)
    is_new_log = models.BooleanField(default=False)
    file_rows = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    worker = models.UUIDField(null=True)
    worked_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stop_reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="import_run_once")]
        indexes = [
            models.Index(fields=["organisation", "received_at", "id"], name="import_run_newest"),
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["waiting", "running", "undo_waiting", "undoing"]),
                name="import_run_to_do",
            ),
        ]

    @property
    def is_at_work(self) -> bool:
        """Tell whether something is still going to happen by itself."""
        return self.state in WAITING or self.state in WORKING


class ImportedRow(TenantModel):
    """A row that was recorded, so that it is not recorded twice: a keyed hash of it, and where it led.

    `row` is its place in the file. Undoing the import removes it.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    log = models.UUIDField()
    row = models.PositiveIntegerField()
    content = models.CharField(max_length=22)
    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "log", "content"], name="imported_row_once")
        ]
        indexes = [models.Index(fields=["run", "id"], name="imported_row_run")]


class ImportedPerson(TenantModel):
    """A person whom an import enrolled, so that undoing it can take them away again."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="imported_person_run")]


class ImportProblem(TenantModel):
    """What was wrong with one row: where, and how to mend it. It never quotes the row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems", db_index=False)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=90, blank=True)
    message = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["organisation", "run", "row", "id"], name="import_problem_row")]
