"""Samples as people bring them, and what may be known of each at a glance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.drug_checking.vocabulary.expected import label_of_expected


class Form(models.TextChoices):
    POWDER = "powder", _("Powder")
    TABLET = "tablet", _("Tablet or pill")
    CRYSTALS = "crystals", _("Crystals")
    TAR = "tar", _("Tar")
    CAPSULE = "capsule", _("Capsule")
    LIQUID = "liquid", _("Liquid")
    BLOTTER = "blotter", _("Blotter")
    PLANT = "plant", _("Plant matter")
    RESIDUE = "residue", _("Residue only")
    OTHER = "other", _("Something else")


class Container(models.TextChoices):
    """What it came in or on; the first five are UNC's `sampletype`, the others StreetCheck's kinds."""

    SPATULA = "spatula", _("A little on a spatula")
    SWAB = "swab", _("Swab")
    COTTON = "cotton", _("Cotton")
    SYRINGE = "syringe", _("Syringe")
    PILL = "pill", _("Whole pill or a piece of it")
    BAG = "bag", _("Bag")
    COOKER = "cooker", _("Cooker")
    PIPE = "pipe", _("Pipe")
    OTHER = "other", _("Something else")


class Texture(models.TextChoices):
    CHUNKY = "chunky", _("Chunky")
    DULL = "dull", _("Dull")
    SHINY = "shiny", _("Shiny")
    STICKY = "sticky", _("Sticky")
    OILY = "oily", _("Oily")


class Colour(models.TextChoices):
    WHITE = "white", _("White")
    OFF_WHITE = "off_white", _("Off-white")
    CLEAR = "clear", _("Clear")
    GREY = "grey", _("Grey")
    BLACK = "black", _("Black")
    BROWN = "brown", _("Brown")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")
    PINK = "pink", _("Pink")
    PURPLE = "purple", _("Purple")
    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    OTHER = "other", _("Another colour")


class Sensation(models.TextChoices):
    """What was felt, in the words of UNC's card."""

    NORMAL = "normal", _("As usual")
    STRONGER = "stronger", _("Stronger")
    WEAKER = "weaker", _("Weaker")
    LONGER = "longer", _("Longer")
    MORE_UP = "more_up", _("More up")
    MORE_DOWN = "more_down", _("More down")
    SEDATING = "sedating", _("Sedating")
    NICE = "nice", _("Pleasant")
    WEIRD = "weird", _("Strange")
    HALLUCINATIONS = "hallucinations", _("Saw or heard things")
    BURNING = "burning", _("Burning")
    SKIN = "skin", _("Skin reaction or wound")
    SEIZURE = "seizure", _("Seizure")
    TASTE = "taste", _("Unusual taste or smell")


class Overdose(models.TextChoices):
    INVOLVED = "involved", _("Yes, somebody overdosed")
    FATAL = "fatal", _("Yes, and somebody died")
    NOT = "not", _("No")
    UNKNOWN = "unknown", _("Not known")


class Used(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("Not yet")
    UNKNOWN = "unknown", _("Not known")


class VoidReason(models.TextChoices):
    MISTAKE = "mistake", _("Recorded by mistake")
    TWICE = "twice", _("Recorded twice")
    ASKED = "asked", _("The person asked for it")


class Match(models.TextChoices):
    """Whether what was found fits what was expected; empty where nothing was expected or nothing tested."""

    FITS = "fits", _("As expected")
    UNEXPECTED = "unexpected", _("Something unexpected")


class Sample(TenantModel):
    """One sample. Nobody is named: whoever brought it holds a code, of which only `receipt` is kept.

    `receipt` is a keyed fingerprint of that code, empty for samples that a laboratory's file brought along.
    `expected` holds words of `vocabulary.expected` between commas and `counted_as` the one word for counting.
    `lab` and `lab_id` are what the laboratory goes by. `area` is a county or city, nothing closer.
    `presumptive_match` and `confirmed_match` are kept apart, as the tests behind them are.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    receipt = models.CharField(max_length=64, blank=True)
    lab = models.CharField(max_length=40, blank=True)
    lab_id = models.CharField(max_length=40, blank=True)
    collected_on = models.DateField()
    area = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=40, blank=True)
    expected = models.CharField(max_length=200, blank=True)
    expected_words = models.CharField(max_length=200, blank=True)
    counted_as = models.CharField(max_length=24, blank=True)
    form = models.CharField(max_length=10, blank=True, choices=Form.choices)
    container = models.CharField(max_length=10, blank=True, choices=Container.choices)
    colours = models.CharField(max_length=80, blank=True)
    textures = models.CharField(max_length=60, blank=True)
    sensations = models.CharField(max_length=160, blank=True)
    notes = models.CharField(max_length=600, blank=True)
    used_before = models.CharField(max_length=8, blank=True, choices=Used.choices)
    overdose = models.CharField(max_length=8, blank=True, choices=Overdose.choices)
    presumptive_match = models.CharField(max_length=10, blank=True, choices=Match.choices)
    confirmed_match = models.CharField(max_length=10, blank=True, choices=Match.choices)
    staff_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)
    void_reason = models.CharField(max_length=10, blank=True, choices=VoidReason.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="dc_sample_uid_once"),
            models.UniqueConstraint(
                fields=["organisation", "receipt"], condition=~models.Q(receipt=""), name="dc_receipt_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "lab", "lab_id"],
                condition=~models.Q(lab_id=""),
                name="dc_lab_id_never_reused",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "collected_on", "id"], name="dc_sample_newest"),
            models.Index(fields=["receipt"], name="dc_sample_receipt"),
        ]

    @property
    def expected_slugs(self) -> tuple[str, ...]:
        return words_in(self.expected)

    @property
    def expected_labels(self) -> list[str]:
        """What was expected, in the language of the reader, with what was written where no word fits."""
        said = [str(label_of_expected(slug)) for slug in self.expected_slugs]
        return [*said, self.expected_words] if self.expected_words else said

    def labels(self, column: str, choices: type[models.TextChoices]) -> list[str]:
        """Return the labels of a column that holds several words."""
        chosen = words_in(getattr(self, column))
        return [str(choice.label) for choice in choices if choice.value in chosen]


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a column that holds several, between commas."""
    return tuple(word for word in text.split(",") if word)
