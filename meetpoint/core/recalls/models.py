"""Recalls, what their notices name, the lots that are meant, what was done about them, and who was told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.models import Item, Lot
from meetpoint.core.tenancy.models import TenantModel


class Advice(models.TextChoices):
    """What the notice says about using what somebody still has; nothing is assumed when it says nothing."""

    NOT_SAID = "", _("The notice does not say")
    USE_IF_NEEDED = "use_if_needed", _("Use it if there is nothing else")
    DO_NOT_USE = "do_not_use", _("Do not use it")


class Recall(TenantModel):
    """One notice that some lots are to come back, from the day it was opened here until it is closed.

    `uid` is made by whoever opens it, so that sending it twice opens it once. `problem` and `problem_es` say
    in plain words what is wrong; they stand on the notice that is posted.
    """

    uid = models.UUIDField()
    source = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    problem_es = models.CharField(max_length=300, blank=True)
    advice = models.CharField(max_length=20, blank=True, choices=Advice.choices)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="recall_uid_once")]
        indexes = [models.Index(fields=["organisation", "opened_at", "id"], name="recall_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}".strip()

    @property
    def problem_here(self) -> str:
        """What is wrong, in the language of the reader as far as somebody wrote it."""
        spanish = (get_language() or "").startswith("es")
        return self.problem_es if spanish and self.problem_es else self.problem

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Named(TenantModel):
    """One thing that a notice names: a lot number, a range of serial numbers, or a range within a lot."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="names")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    serial_from = models.CharField(max_length=40, blank=True)
    serial_to = models.CharField(max_length=40, blank=True)


class RecalledLot(TenantModel):
    """A lot here that a recall means: found when the recall was opened, or when the lot came in later."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="lots")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recalled_by")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "recall", "lot"], name="recalled_lot_once")
        ]


class StepKind(models.TextChoices):
    OPENED = "opened", pgettext_lazy("what was done", "Opened")
    CHANGED = "changed", _("What the notice says was changed")
    NAMED = "named", _("More lots were named")
    FOUND = "found", _("A lot came in that is meant")
    SET_ASIDE = "set_aside", _("Lots were set aside")
    DISPOSED = "disposed", _("Units were taken off a shelf")
    BROUGHT_BACK = "brought_back", _("Units were brought back")
    POSTED = "posted", _("The notice was printed")
    CLOSED = "closed", pgettext_lazy("what was done", "Closed")
    REOPENED = "reopened", _("Opened again")


class Step(TenantModel):
    """One line of a recall's history. `amount` counts lots or units, whatever the step is about.

    `site` says where, and `batch` under which identifier it was sent, for what people bring back.
    """

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14, choices=StepKind.choices)
    amount = models.PositiveIntegerField(default=0)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField(null=True)
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "batch"],
                condition=models.Q(batch__isnull=False),
                name="recall_step_once",
            )
        ]


class Outcome(models.TextChoices):
    """What a person said when they were told."""

    TOLD = "told", _("Told")
    BROUGHT_BACK = "brought_back", _("Told, and brought it back")
    USED = "used", _("Told; it is used up")
    GONE = "gone", _("Told; they do not have it any more")


class Told(TenantModel):
    """One person who was told about a recall. Only people with a code can stand here."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="told")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    told_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "recall", "participant"], name="told_once")
        ]
