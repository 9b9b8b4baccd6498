"""Schedules of reports, and what they put into the inbox."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel
from meetpoint.lib.json_text import JsonText


class Every(models.TextChoices):
    """How often a schedule makes its report."""

    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")


class ReportSchedule(TenantModel):
    """Makes a report for every period from `from_day` on, `wait_days` after the period is over.

    `template` is the name of a shipped report or of one that the organisation wrote. `site_ids` are the sites
    it is about; None means every site, those that open later too. It goes on until somebody stops it.
    """

    uid = models.UUIDField()
    template = models.CharField(max_length=60)
    every = models.CharField(max_length=8, choices=Every.choices)
    site_ids = JsonText(null=True)
    wait_days = models.PositiveSmallIntegerField(default=0)
    from_day = models.DateField()
    staff_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="report_schedule_once")]


class Outcome(models.TextChoices):
    """How the making of a scheduled report ended."""

    READY = "ready", _("Ready")
    UNAVAILABLE = "unavailable", _("The analysis was not running")
    GONE = "gone", _("Its report is not there any more, or asks for what is not counted any more")
    NO_SITE = "no_site", _("None of its sites is there any more")
    FAILED = "failed", _("Something went wrong")


class InboxReport(TenantModel):
    """What a schedule made of one period, or why it could not; one for each, however often it was tried.

    `run` is the uid of the run that it made: what was sent off in April is what is read in May.
    """

    uid = models.UUIDField()
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    run = models.UUIDField(null=True)
    tried_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="inbox_report_uid_once"),
            models.UniqueConstraint(fields=["schedule", "first"], name="inbox_report_once_in_a_period"),
        ]
        indexes = [models.Index(fields=["organisation", "-tried_at", "-id"], name="inbox_report_newest")]

    @property
    def is_ready(self) -> bool:
        return self.outcome == Outcome.READY


class InboxReading(TenantModel):
    """Says that a member of staff has seen a report of the inbox."""

    report = models.ForeignKey(InboxReport, on_delete=models.CASCADE, related_name="+")
    staff_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "staff_id"], name="inbox_reading_once")]
