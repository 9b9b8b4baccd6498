"""Emergencies in the room, and each thing that was done, with its time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item, Lot
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.supervised_consumption.models.visits import Visit


class EventType(models.TextChoices):
    OPIOID = "opioid_od", _("Opioid overdose")
    STIMULANT = "stimulant_overamp", _("Overamping (stimulants)")
    MIXED = "mixed", _("Mixed overdose")
    ANAPHYLAXIS = "anaphylaxis", _("Anaphylaxis")
    SEIZURE = "seizure", _("Seizure")
    CARDIAC = "cardiac", _("Heart")
    INJURY = "injury", _("Injury")
    BEHAVIOURAL = "behavioural", _("Distress or conflict")


OVERDOSES = (EventType.OPIOID.value, EventType.STIMULANT.value, EventType.MIXED.value)


class EventOutcome(models.TextChoices):
    ON_SITE = "resolved_on_site", _("Came round here")
    TRANSPORTED = "ems_transport", _("Went with the ambulance")
    REFUSED = "ems_refused", _("Did not want the ambulance")
    DEATH = "death", _("Died")


class StepKind(models.TextChoices):
    """What can be done, in the order of SAVE ME (BC); which of it, and when, the site's protocol says."""

    STIMULATE = "stimulate", _("Stimulated")
    AIRWAY = "airway", _("Airway opened")
    BREATHS = "rescue_breath", _("Rescue breaths")
    BAG = "bvm", _("Bag-valve mask")
    OXYGEN = "oxygen", _("Oxygen")
    NALOXONE = "naloxone", _("Naloxone")
    CPR = "cpr_aed", _("CPR or AED")
    GLUCOSE = "glucose", _("Glucose")
    EMS_CALLED = "ems_called", _("Ambulance called")
    EMS_ARRIVED = "ems_arrived", _("Ambulance here")
    RECOVERY = "recovery_position", _("Recovery position")
    BREATHING = "breathing", _("Breathing again")
    OTHER = "other", _("Something else")


class NaloxoneRoute(models.TextChoices):
    NASAL = "IN", _("in the nose")
    MUSCLE = "IM", _("in a muscle")
    VEIN = "IV", _("in a vein")
    SKIN = "SC", _("under the skin")


class Event(TenantModel):
    """One emergency. It needs nothing but that it began; all else is told later, or never.

    `first_action_at` to `naloxone_mg` are worked out from its steps whenever one comes in. `report_due_at`
    stands where the place has a clock for such an event, by the hours that were in force; `report_rule`
    says by which.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(
        Visit, null=True, on_delete=models.SET_NULL, related_name="events", db_index=False
    )
    station_number = models.PositiveSmallIntegerField(null=True)
    local_date = models.DateField()
    kind = models.CharField(max_length=20, blank=True, choices=EventType.choices)
    recognised_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, choices=EventOutcome.choices)
    first_action_at = models.DateTimeField(null=True)
    first_action_seconds = models.PositiveIntegerField(null=True)
    had_oxygen = models.BooleanField(default=False)
    had_naloxone = models.BooleanField(default=False)
    had_ems = models.BooleanField(default=False)
    naloxone_mg = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    lowest_spo2 = models.PositiveSmallIntegerField(null=True)
    lowest_breaths = models.PositiveSmallIntegerField(null=True)
    report_due_at = models.DateTimeField(null=True)
    report_rule = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.BigIntegerField(null=True)
    account = models.BinaryField(null=True)
    staff_id = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="sc_event_uid_once")]
        indexes = [
            models.Index(
                fields=["site", "recognised_at"],
                condition=models.Q(resolved_at=None, voided_at=None),
                name="sc_event_running",
            ),
            models.Index(fields=["organisation", "local_date"], name="sc_event_day"),
            models.Index(fields=["visit"], name="sc_event_visit"),
        ]


class Step(TenantModel):
    """One tap of the response log. `uid` was made where it was tapped; `at` is when, by our clock.

    Nothing but its kind must be known. A tap that was a slip is `undone_at`; its row stays. `lot` is what
    somebody read from the pack. `drawn` is the ledger's batch in which `units` of `item` left the shelf,
    `lacking` of them beyond what was recorded; None where nothing was, or where no item is known.
    """

    uid = models.UUIDField()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="steps", db_index=False)
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    oxygen_lpm = models.PositiveSmallIntegerField(null=True)
    naloxone_mg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    naloxone_route = models.CharField(max_length=2, blank=True, choices=NaloxoneRoute.choices)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    units = models.PositiveSmallIntegerField(default=0, db_default=0)
    lacking = models.PositiveSmallIntegerField(default=0, db_default=0)
    drawn = models.UUIDField(null=True)
    staff_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="sc_step_uid_once")]
        indexes = [models.Index(fields=["event", "at"], name="sc_step_event")]


class ShelfDose(TenantModel):
    """Which item of stock one dose of naloxone is taken from: `mg` is what one unit of it holds."""

    mg = models.DecimalField(max_digits=5, decimal_places=2)
    route = models.CharField(max_length=2, choices=NaloxoneRoute.choices)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "mg", "route"], name="sc_shelf_dose_once")
        ]
