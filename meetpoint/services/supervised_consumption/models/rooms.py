"""A room, its stations, what its licence allows, the rules that people are told, and when it was open."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel


class Room(TenantModel):
    """A site that has a room. `version` goes up with every change that a board could show.

    Actions lock this row first, so that two workers never give away one station, or one place, twice.
    """

    uid = models.UUIDField()
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="sc_room_uid_once")]


class StationKind(models.TextChoices):
    """For which kind of use a station is (216-RICR-40-10-25: smoking and non-smoking areas)."""

    ANY = "any", _("Any")
    SMOKING = "smoking", _("Smoking")
    NON_SMOKING = "non_smoking", _("Not for smoking")


class Station(TenantModel):
    """One place to use at. `number` is what the board shows; a station that is away stays for its visits."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="stations", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StationKind.choices, default=StationKind.ANY)
    paused_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "room", "number"], name="sc_station_number_once")
        ]


class Covers(models.TextChoices):
    """Whom the number in a licence counts."""

    STATIONS = "stations", _("People at stations")
    INSIDE = "inside", _("People at stations and in aftercare")
    EVERYBODY = "everybody", _("Everybody inside, those who wait included")


class License(TenantModel):
    """The licensed capacity from a day on. The newest that has begun is in force; none ships."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="licenses", db_index=False)
    people = models.PositiveSmallIntegerField()
    covers = models.CharField(max_length=10, choices=Covers.choices)
    source = models.CharField(max_length=300)
    effective_from = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["room", "effective_from"], name="sc_license_room")]


class HouseRules(TenantModel):
    """The rules that people hear before they are given a station; every wording is a version of its own."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="rules", db_index=False)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_es = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "room", "version"], name="sc_rules_version_once")
        ]


class Opening(TenantModel):
    """From when to when the room was open. `stations` is how many were in use when it closed."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="openings", db_index=False)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    local_date = models.DateField()
    stations = models.PositiveSmallIntegerField(default=0)
    station_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "room"], condition=models.Q(closed_at=None), name="sc_open_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "local_date"], name="sc_opening_day")]
