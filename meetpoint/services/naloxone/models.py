"""What the service keeps: why naloxone was needed, reversals as people report them, and trainings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.models import TenantModel


class Supply(models.TextChoices):
    FIRST = "first", _("First kit")
    REFILL = "refill", _("Refill")


class RefillReason(models.TextChoices):
    """What became of the last kit: the union of the BC, ODC and Ontario lists (product choice)."""

    USED = "used", _("Used on someone")
    LOST = "lost", _("Lost")
    STOLEN = "stolen", _("Stolen")
    CONFISCATED = "confiscated", _("Taken by police or others")
    EXPIRED = "expired", _("Expired")
    GAVE_AWAY = "gave_away", _("Gave it away")
    STILL_HAVE = "still_have", _("Still has it")
    RECALLED = "recalled", _("Recalled")
    OTHER = "other", _("Something else")
    UNKNOWN = "unknown", _("Does not know")
    NOT_ASKED = "not_asked", _("Not asked")


class Training(models.TextChoices):
    GIVEN = "given", _("Given now")
    ALREADY = "already", _("Already knows how")
    NOT_GIVEN = "not_given", _("Not this time")


class Route(models.TextChoices):
    NASAL = "nasal", _("Nasal spray")
    INJECTED = "injected", _("Injection")


class ItemRoute(TenantModel):
    """How the naloxone of an item is given, as the programme says; Ontario reports the two apart.

    The items that ship with the software need no row: `catalogue.STARTER_ROUTES` knows theirs.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=10, choices=Route.choices)


class NaloxoneProvision(TenantModel):
    """What was said when naloxone was handed out. How much it was stands in the encounter's lines."""

    encounter = models.OneToOneField(Encounter, on_delete=models.CASCADE, related_name="+")
    supply = models.CharField(max_length=10, blank=True, choices=Supply.choices)
    reason = models.CharField(max_length=12, blank=True, choices=RefillReason.choices)
    training = models.CharField(max_length=10, blank=True, choices=Training.choices)


class Product(models.TextChoices):
    """What was given; an open list: funders now speak of overdose reversal medications (SAMHSA 2024)."""

    NASAL_3 = "nasal_3mg", _("Nasal spray, 3 mg")
    NASAL_4 = "nasal_4mg", _("Nasal spray, 4 mg")
    NASAL_8 = "nasal_8mg", _("Nasal spray, 8 mg")
    NASAL_UNKNOWN = "nasal", _("Nasal spray, strength not known")
    INJECTED = "injected", _("Injection from a vial or ampoule")
    PREFILLED = "prefilled", _("Prefilled injection")
    OTHER = "other", _("Another reversal medication")
    UNKNOWN = "unknown", _("Not known")


class ReversalPlace(models.TextChoices):
    OWN_HOME = "own_home", _("Home of the person who overdosed")
    OTHER_HOME = "other_home", _("Someone else's home")
    STREET = "street", _("Street or park")
    CAMP = "camp", _("Encampment")
    VEHICLE = "vehicle", _("Vehicle")
    BATHROOM = "bathroom", _("Public bathroom")
    BUSINESS = "business", _("Shop, bar or other business")
    SHELTER = "shelter", _("Shelter")
    MOTEL = "motel", _("Motel or hotel")
    SERVICE = "service", _("A harm reduction service")
    OTHER = "other", _("Somewhere else")
    UNKNOWN = "unknown", _("Not known")


class YesNoUnknown(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")
    UNSAID = "unsaid", _("Prefers not to say")


class Outcome(models.TextChoices):
    SURVIVED = "survived", _("Survived")
    DIED = "died", _("Died")
    UNKNOWN = "unknown", _("Not known")


class GivenBy(models.TextChoices):
    REPORTER = "reporter", _("The person reporting")
    FRIEND = "friend", _("A friend, partner or relative")
    BYSTANDER = "bystander", _("A bystander")
    STAFF = "staff", _("Harm reduction staff")
    RESPONDER = "responder", _("Ambulance, fire or police")
    OTHER = "other", _("Someone else")
    UNKNOWN = "unknown", _("Not known")


class VoidReason(models.TextChoices):
    MISTAKE = "mistake", _("Recorded by mistake")
    TWICE = "twice", _("Recorded twice")
    ASKED = "asked", _("The person asked for it")
    CORRECTED = "corrected", _("Replaced by a correction")
    ENCOUNTER = "encounter", _("The contact was voided")


class ReversalReport(TenantModel):
    """An overdose that somebody answered with naloxone, as they told it. Every answer may be missing.

    It says where only as county or the first three digits of a ZIP code, and when only as a month. It
    names no participant unless that person wants it, and it does not point at the contact in which it
    was told: `origin` is a keyed fingerprint of that contact, so that voiding or correcting the contact
    still finds the report, while the database alone, a backup or an export cannot join the two. After
    some days even that is blanked, and the report stands on its own.
    Never edited: a correction voids it and records another that `replaces` it.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=64, blank=True)
    reported_on = models.DateField()
    happened_month = models.DateField(null=True)
    county = models.CharField(max_length=60, blank=True)
    zip3 = models.CharField(max_length=3, blank=True)
    place_type = models.CharField(max_length=12, blank=True, choices=ReversalPlace.choices)
    product = models.CharField(max_length=12, blank=True, choices=Product.choices)
    doses = models.PositiveSmallIntegerField(null=True)
    rescue_breathing = models.CharField(max_length=8, blank=True, choices=YesNoUnknown.choices)
    called_911 = models.CharField(max_length=8, blank=True, choices=YesNoUnknown.choices)
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    given_by = models.CharField(max_length=10, blank=True, choices=GivenBy.choices)
    staff_id = models.BigIntegerField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)
    void_reason = models.CharField(max_length=10, blank=True, choices=VoidReason.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="reversal_uid_once")]
        indexes = [
            models.Index(fields=["organisation", "reported_on", "id"], name="reversal_newest"),
            models.Index(fields=["organisation", "origin"], name="reversal_origin"),
        ]


class Audience(models.TextChoices):
    PARTICIPANTS = "participants", _("People who use drugs")
    FAMILY = "family", _("Family and friends")
    COMMUNITY = "community", _("Community members")
    PARTNERS = "partners", _("Staff of other organisations")
    RESPONDERS = "responders", _("First responders")
    OWN_STAFF = "own_staff", _("Our own staff and volunteers")


class Topic(models.TextChoices):
    """What a training covered, after the topic list of the British Columbia manual."""

    RISKS = "risks", _("Risks of overdose")
    RECOGNISE = "recognise", _("Recognising it")
    RESPOND = "respond", _("Responding step by step")
    BREATHING = "breathing", _("Rescue breathing")
    DOSING = "dosing", _("Giving naloxone")
    AFTERCARE = "aftercare", _("Aftercare")
    LAW = "law", _("911 and the law")


class TrainingEvent(TenantModel):
    """A group training: how many people came, never who. `topics` are slugs of Topic, separated by commas."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField()
    audience = models.CharField(max_length=14, blank=True, choices=Audience.choices)
    topics = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="training_uid_once")]
        indexes = [models.Index(fields=["organisation", "held_on", "id"], name="training_newest")]
        ordering = ["-held_on", "-id"]

    @property
    def topic_labels(self) -> list[str]:
        return [str(topic.label) for topic in Topic if topic.value in self.topics.split(",")]
