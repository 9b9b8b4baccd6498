"""Encounters, the supplies handed out in them, and the notes that nobody has to write."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.models import TenantModel


class PlaceType(models.TextChoices):
    """Where the contact took place, when that is not the site itself (ONHRDB, AU NMDC: secondary)."""

    AT_SITE = "at_site", _("At the site")
    STREET = "street", _("Street or park")
    CAMP = "camp", _("Encampment")
    HOME = "home", _("Home")
    VEHICLE = "vehicle", _("Van or car")
    SHELTER = "shelter", _("Shelter")
    MOTEL = "motel", _("Motel or hotel")
    OTHER = "other", _("Somewhere else")


class Encounter(TenantModel):
    """One contact. Never edited: a correction voids it and records another that `replaces` it.

    `uid` is made by whoever recorded it, so that sending it twice stores it once; `digest` fingerprints
    the content, so that the same `uid` with other content is noticed. `people` is 1 except in
    count-only entries. `local_date` is the date at the site. `recorded_at` is when it was written down.
    """

    uid = models.UUIDField()
    digest = models.CharField(max_length=32)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff_id = models.BigIntegerField(null=True)
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="encounters", db_index=False
    )
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    local_date = models.DateField()
    place_type = models.CharField(max_length=12, blank=True, choices=PlaceType.choices)
    for_others = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveIntegerField(default=1)
    count_only = models.BooleanField(default=False)
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_index=False
    )
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)
    void_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="encounter_uid_once")]
        indexes = [
            models.Index(fields=["organisation", "occurred_at", "id"], name="encounter_newest"),
            models.Index(fields=["organisation", "site", "occurred_at", "id"], name="encounter_site"),
            models.Index(fields=["organisation", "participant", "occurred_at"], name="encounter_participant"),
            models.Index(fields=["organisation", "staff_id", "occurred_at", "id"], name="encounter_staff"),
            models.Index(
                fields=["organisation", "occurred_at", "id"],
                condition=models.Q(voided_at__isnull=False),
                name="encounter_voided",
            ),
            models.Index(
                fields=["organisation", "occurred_at", "id"],
                condition=models.Q(count_only=True),
                name="encounter_count_only",
            ),
        ]


class EncounterLine(TenantModel):
    """Some units of one item, handed out in an encounter, with what they counted for on that day."""

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField()
    syringes = models.PositiveIntegerField(default=0)
    doses = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["encounter"], name="line_encounter")]


class EncounterNote(TenantModel):
    """A few words for the next worker; encrypted, never reported, never audited, gone with retention."""

    encounter = models.OneToOneField(Encounter, on_delete=models.CASCADE, related_name="note")
    sealed = models.BinaryField()
    written_at = models.DateTimeField(db_default=Now())


class ChangedDay(TenantModel):
    """Says that something of a day was changed since the facts of that day were last copied.

    Written with every change, in its transaction; one row for each change, so that nobody waits for another.
    `erased` says that somebody was untied from that day: no file may keep what was copied of it before.
    """

    day = models.DateField()
    erased = models.BooleanField(default=False, db_default=False)


class DayTotal(TenantModel):
    """A figure's amount at a site on a day that is over: made when first read, dropped when it changes."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    figure = models.CharField(max_length=60)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "site", "figure"], name="day_total_once"),
        ]


class DaySummed(TenantModel):
    """Marks a day whose totals are in `DayTotal` (also when they are all nought), or are being added up.

    `figures` fingerprints the figures that were known then, so that a new service's are added up too.
    Whoever adds a day up claims it first; a change of that day drops the claim, and with it the sum.
    """

    day = models.DateField()
    figures = models.CharField(max_length=16)
    claim = models.UUIDField()
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="day_summed_once")]
