"""Reports that were run, tables that were published, and templates that an organisation wrote itself.

None is ever changed: the database refuses it (triggers.py). Another run, release or version is another row.
"""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from meetpoint.core.tenancy.models import TenantModel


class Plain(models.JSONField):
    """Plain JSON values. SQLite checks nothing here: no schema may call a function, JSON_VALID included."""

    def db_check(self, connection: BaseDatabaseWrapper) -> None:
        return None


class ReportRun(TenantModel):
    """A report as it was answered: template, definitions, span, sites and answers, in `snapshot`.

    `read_at` is before the first record was read: everything saved until then is in it. `site_ids` is None
    for all sites of the organisation. `staff_id` is who ran it, None for the command line.
    """

    uid = models.UUIDField()
    template = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    site_ids = Plain(null=True)
    read_at = models.DateTimeField()
    made_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    snapshot = Plain()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="report_run_once")]
        indexes = [models.Index(fields=["organisation", "-made_at", "-id"], name="report_run_newest")]


class Release(TenantModel):
    """A table that was published, with what was hidden in it. `run` is the uid of the run it came from.

    `table` holds what readers see and, sealed by nothing but access, what was hidden: later releases of the
    same template are audited against it.
    """

    uid = models.UUIDField()
    run = models.UUIDField()
    template = models.CharField(max_length=60)
    first = models.DateField()
    last = models.DateField()
    site_ids = Plain(null=True)
    policy = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    table = Plain()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="report_release_once")]
        indexes = [models.Index(fields=["organisation", "template", "-id"], name="report_release_newest")]


class SavedTemplate(TenantModel):
    """One version of a template that an organisation wrote: `data` as `asking.template` writes it."""

    slug = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    data = Plain()
    saved_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug", "version"], name="report_template_once")
        ]


from meetpoint.core.reports.own.models import (  # noqa: E402, F401 - they are tables of this app, too
    InboxReading,
    InboxReport,
    ReportSchedule,
)
