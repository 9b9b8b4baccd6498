"""Plans and their long runs. What a plan holds is checked by `plans/`; what a run found is kept as it
came.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel
from meetpoint.lib.json_text import JsonText


class Plan(TenantModel):
    """One place's plan: local numbers, services today, ways to spend. `closed_at` when it was put away.

    `numbers` and `settings` are JSON that `plans.numbers` and `plans.settings` read and refuse.
    """

    uid = models.UUIDField()
    title = models.CharField(max_length=120)
    numbers = JsonText()
    settings = JsonText()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="plan_uid_once")]
        indexes = [models.Index(fields=["organisation", "changed_at", "id"], name="plan_latest")]

    def __str__(self) -> str:
        return self.title


class RunKind(models.TextChoices):
    """What a long run works out."""

    PEOPLE = "people", _("Person by person, week by week")
    SPLIT = "split", _("The best split of a budget")
    DRIVERS = "drivers", _("Which numbers matter most")
    HISTORY = "history", _("Held to the past")


class RunState(models.TextChoices):
    """Where a run stands. One that is running and whose worker fell silent is taken up again."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("At work")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Could not be done")


AT_WORK = (RunState.WAITING, RunState.RUNNING)


class PlanRun(TenantModel):
    """One long run of a plan as it stood when it was asked for (`question`), how far it is, what it found.

    `worker` works on it until `worked_until` and renews that with every step. `versions` say which engine
    and which numbers gave the result, and `seed` gives the same one again.
    """

    uid = models.UUIDField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="runs", db_index=False)
    kind = models.CharField(max_length=12, choices=RunKind.choices)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.WAITING)
    question = JsonText()
    result = JsonText(null=True)
    versions = JsonText(default=dict)
    seed = models.BigIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    staff_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    worker = models.UUIDField(null=True)
    worked_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stop_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="plan_run_uid_once")]
        indexes = [
            models.Index(fields=["plan", "kind", "asked_at"], name="plan_run_latest"),
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="plan_run_to_do",
            ),
        ]

    @property
    def is_at_work(self) -> bool:
        """Tell whether something is still going to happen by itself."""
        return self.state in AT_WORK
