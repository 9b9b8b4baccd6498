"""Directory entries: one service at one place, as lists, searches and referrals see it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.models.offers import Location, Service
from meetpoint.core.tenancy.models import TenantModel


class ServiceKind(models.TextChoices):
    """Our own short list; the 211/AIRS taxonomy is licensed and not used."""

    TREATMENT = "treatment", _("Medication treatment")
    DETOX = "detox", _("Withdrawal management")
    RESIDENTIAL = "residential", _("Residential treatment")
    RECOVERY_HOUSING = "recovery_housing", _("Recovery housing")
    COUNSELLING = "counselling", _("Counselling")
    HEALTH = "health", _("Health care")
    WOUND_CARE = "wound_care", _("Wound care")
    TESTING = "testing", _("HIV, hepatitis and STI testing")
    HOUSING = "housing", _("Housing")
    SHELTER = "shelter", _("Shelter")
    STREET_OUTREACH = "street_outreach", _("Street outreach for people without a home")
    FOOD = "food", _("Food")
    LEGAL = "legal", _("Legal help")
    BENEFITS = "benefits", _("Benefits and identity papers")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    CO_OCCURRING = "co_occurring", _("Mental health and substance use care together")
    PEER_SUPPORT = "peer_support", _("Peer support")
    HARM_REDUCTION = "harm_reduction", _("Harm reduction")
    OTHER = "other", _("Something else")


class DirectoryEntry(TenantModel):
    """One service of another organisation at one place: HSDS `service_at_location`.

    Referrals lead here. What lists and searches show is worked out from the rows of HSDS around it
    (`core.directory.actions.cards`), so that a page of a list is one query. `hours` holds what is known in
    words only; hours by the week are in `week`, as `MO0900-1700 TU0900-1700`. `in_use` is false for what was
    taken out, joined into another entry, or closed.
    """

    uid = models.UUIDField()
    by_hand = models.BooleanField(db_default=False, default=False)
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, null=True, on_delete=models.CASCADE, related_name="places")
    description = models.CharField(max_length=2000, blank=True, db_default="", default="")
    source = models.CharField(max_length=20, blank=True, db_default="", default="")
    listed_on = models.DateField(null=True, blank=True)

    name = models.CharField(max_length=255)
    agency_name = models.CharField(max_length=255, blank=True, db_default="", default="")
    kind = models.CharField(max_length=20, choices=ServiceKind.choices)
    phone = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=600, blank=True)
    website = models.CharField(max_length=400, blank=True)
    hours = models.CharField(max_length=400, blank=True)
    week = models.CharField(max_length=600, blank=True, db_default="", default="")
    identification_needed = models.CharField(max_length=400, blank=True)
    languages = models.CharField(max_length=400, blank=True)
    fees = models.CharField(max_length=400, blank=True, db_default="", default="")
    accessibility = models.CharField(max_length=400, blank=True, db_default="", default="")
    notes = models.CharField(max_length=400, blank=True)
    alert = models.CharField(max_length=400, blank=True, db_default="", default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    name_key = models.CharField(max_length=255, blank=True, db_default="", default="")
    phone_key = models.CharField(max_length=20, blank=True, db_default="", default="")
    cell = models.CharField(max_length=20, blank=True, db_default="", default="")
    place_key = models.CharField(max_length=40, blank=True, db_default="", default="")

    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.BigIntegerField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged_here")
    retired_at = models.DateTimeField(null=True, blank=True)
    in_use = models.BooleanField(db_default=True, default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="directory_uid_once")]
        indexes = [
            models.Index(
                fields=["organisation", "name", "id"], name="dir_entry_name", condition=models.Q(in_use=True)
            ),
            models.Index(
                fields=["organisation", "kind", "name", "id"],
                name="dir_entry_kind",
                condition=models.Q(in_use=True),
            ),
            models.Index(fields=["organisation", "phone_key"], name="dir_entry_phone"),
            models.Index(fields=["organisation", "place_key"], name="dir_entry_place"),
            models.Index(fields=["organisation", "cell"], name="dir_entry_cell"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EntryWord(TenantModel):
    """A word under which an entry is found. Plain words, `@` before a place, `=` before a code (`=BU`)."""

    entry = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=40)

    class Meta:
        # The middle class lets PostgreSQL look up beginnings of words, whatever its locale.
        indexes = [
            models.Index(
                fields=["organisation", "word", "entry"],
                name="dir_word",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(
                fields=["entry", "word"], name="dir_entry_word", opclasses=["int8_ops", "varchar_pattern_ops"]
            ),
        ]


class OpenSpan(TenantModel):
    """Minutes of the week, from Monday midnight, at which somebody is there; `closes` may pass Sunday."""

    entry = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="spans")
    opens = models.IntegerField()
    closes = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        # Whole, so that neither database has to look at the rows themselves.
        indexes = [
            models.Index(
                fields=["organisation", "opens", "closes", "valid_from", "valid_to", "entry"], name="dir_span"
            )
        ]
