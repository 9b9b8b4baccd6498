"""Visits: what was told, where somebody is, what staff saw. Code lists: OnPoint's form and MQI's flow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.supervised_consumption.models.rooms import Station, StationKind


class State(models.TextChoices):
    """Where somebody is in a visit; each can be followed by a later one only, save for a way back in."""

    WAITING = "waiting", pgettext_lazy("consumption room", "Waiting")
    STATION = "station", _("At a station")
    AFTERCARE = "aftercare", _("In aftercare")
    LEFT = "left", pgettext_lazy("consumption room", "Left")


class ExitKind(models.TextChoices):
    NORMAL = "normal", _("Left when they wished")
    REFUSED = "refused", _("Was not let in")
    REMOVED = "removed", _("Was asked to leave")
    EMS = "ems", _("Left with the ambulance")
    UNOBSERVED = "left_unobserved", _("Left without being seen")


class PlaceOtherwise(models.TextChoices):
    """Where somebody would otherwise have used (OnPoint's form, sciencenews.org)."""

    STREET = "street", _("Street")
    SIDEWALK = "sidewalk", _("Sidewalk")
    BETWEEN_CARS = "between_cars", _("Between cars")
    UNDER_BRIDGE = "under_bridge", _("Under a bridge")
    PARK = "park", _("Park")
    PUBLIC_RESTROOM = "public_restroom", _("Public restroom")
    SUBWAY = "subway", _("Subway station")
    OWN_PLACE = "own_place", _("Their own place")
    FRIENDS_PLACE = "friends_place", _("A friend’s place")
    OTHER = "other", _("Somewhere else")
    DECLINED = "declined", _("Prefers not to say")


class Alone(models.TextChoices):
    YES = "yes", _("Yes, alone")
    NO = "no", _("No")
    DECLINED = "declined", _("Prefers not to say")


class Substance(models.TextChoices):
    """What somebody says that it is (OnPoint's check list); several can be chosen."""

    FENTANYL = "fentanyl", _("Fentanyl")
    HEROIN = "heroin", _("Heroin")
    COCAINE = "cocaine", _("Cocaine")
    CRACK = "crack", _("Crack")
    SPEEDBALL = "speedball", _("Speedball")
    METHAMPHETAMINE = "methamphetamine", _("Methamphetamine")
    BENZODIAZEPINES = "benzodiazepines", _("Benzodiazepines")
    CANNABIS = "cannabis", _("Cannabis")
    OTHER = "other", _("Something else")
    DECLINED = "declined", _("Prefers not to say")


class Route(models.TextChoices):
    INJECT = "inject", _("Injecting")
    SMOKE = "smoke", _("Smoking")
    SNORT = "snort", _("Snorting")
    ORAL = "oral", _("Swallowing")
    RECTAL = "rectal", _("Rectal")
    OTHER = "other", _("Another way")


class BodySite(models.TextChoices):
    """Where on the body, for whoever looks after veins and wounds."""

    ARM = "arm", _("Arm")
    HAND = "hand", _("Hand")
    LEG = "leg", _("Leg")
    FOOT = "foot", _("Foot")
    GROIN = "groin", _("Groin")
    NECK = "neck", _("Neck")
    OTHER = "other", _("Another part of the body")
    DECLINED = "declined", _("Prefers not to say")


class Tested(models.TextChoices):
    """What a check of it said, in the person's words or off their slip; no record stands behind it."""

    EXPECTED = "as_expected", _("It is what they thought")
    ADDED = "with_more", _("What they thought, and something else in it")
    DIFFERENT = "different", _("Something else")
    UNCLEAR = "unclear", _("The check was not clear")


class Responsive(models.TextChoices):
    YES = "yes", _("Answers")
    SLOWLY = "slowly", _("Answers slowly")
    NO = "no", _("Does not answer")


class Sedation(models.TextChoices):
    AWAKE = "awake", _("Awake")
    DROWSY = "drowsy", _("Drowsy")
    ASLEEP = "asleep", _("Asleep")


class Skin(models.TextChoices):
    USUAL = "usual", _("As usual")
    PALE = "pale", _("Pale")
    BLUE = "blue", _("Blue or grey")
    FLUSHED = "flushed", _("Flushed")


class Visit(TenantModel):
    """One visit. It is an encounter of the same `uid`, which knows the participant, if there is one.

    `ticket` counts up through a day at the site: by it somebody is called, and it says nothing about them.
    `alias` is sealed and goes when the visit is over. `link_module` and `link_uid` are a record of another
    service (core.modules.links), such as a sample that was checked. `rules_version` is 0 where no wording
    was written. `check_due_at` stands only where an interval was set.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    encounter = models.OneToOneField(Encounter, on_delete=models.CASCADE, related_name="+")
    local_date = models.DateField()
    ticket = models.PositiveSmallIntegerField()
    alias = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    wants = models.CharField(max_length=12, choices=StationKind.choices, default=StationKind.ANY)
    arrived_at = models.DateTimeField()
    rules_heard_at = models.DateTimeField(null=True)
    rules_version = models.PositiveSmallIntegerField(default=0)
    station = models.ForeignKey(
        Station, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seated_at = models.DateTimeField(null=True)
    consumed_at = models.DateTimeField(null=True)
    left_station_at = models.DateTimeField(null=True)
    aftercare_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    exit_kind = models.CharField(max_length=16, blank=True, choices=ExitKind.choices)
    place_otherwise = models.CharField(max_length=16, blank=True, choices=PlaceOtherwise.choices)
    alone = models.CharField(max_length=10, blank=True, choices=Alone.choices)
    link_module = models.CharField(max_length=40, blank=True)
    link_uid = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    wait_minutes = models.PositiveIntegerField(default=0)
    station_minutes = models.PositiveIntegerField(default=0)
    wound_care = models.BooleanField(default=False)
    education = models.BooleanField(default=False)
    kit_given = models.BooleanField(default=False)
    referred = models.BooleanField(default=False)
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="sc_visit_uid_once"),
            models.UniqueConstraint(
                fields=["organisation", "site", "local_date", "ticket"], name="sc_ticket_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "arrived_at"], condition=~models.Q(state="left"), name="sc_visit_here"
            ),
            models.Index(fields=["organisation", "site", "arrived_at"], name="sc_visit_newest"),
            models.Index(fields=["organisation", "local_date"], name="sc_visit_day"),
        ]


class VisitSubstance(TenantModel):
    """One substance of a visit with its way of using; the same one in two ways is two rows."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="substances", db_index=False)
    substance = models.CharField(max_length=16, choices=Substance.choices)
    route = models.CharField(max_length=8, blank=True, choices=Route.choices)
    body_site = models.CharField(max_length=8, blank=True, choices=BodySite.choices, db_default="")
    tested = models.CharField(max_length=12, blank=True, choices=Tested.choices, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "substance", "route"], name="sc_substance_once")
        ]


class Observation(TenantModel):
    """What staff saw at one look. Every part may be missing: a look alone is a check, too."""

    uid = models.UUIDField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="observations", db_index=False)
    at = models.DateTimeField()
    breaths_per_minute = models.PositiveSmallIntegerField(null=True)
    spo2_percent = models.PositiveSmallIntegerField(null=True)
    responsive = models.CharField(max_length=8, blank=True, choices=Responsive.choices)
    sedation = models.CharField(max_length=8, blank=True, choices=Sedation.choices)
    skin = models.CharField(max_length=8, blank=True, choices=Skin.choices)
    note = models.BinaryField(null=True)
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="sc_observation_uid_once")
        ]
        indexes = [models.Index(fields=["visit", "at"], name="sc_observation_visit")]


class Override(TenantModel):
    """Somebody was let in beyond the licensed capacity: by whom, when, and the reason that they wrote."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="overrides", db_index=False)
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    inside = models.PositiveSmallIntegerField()
    licensed = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["visit"], name="sc_override_visit")]
