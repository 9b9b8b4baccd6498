"""Tests of samples and what they found. Tests on the spot and in a laboratory never share a count."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.supplies.models import Lot
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.drug_checking.models.samples import Sample
from meetpoint.services.drug_checking.vocabulary import label_of_substance


class Method(models.TextChoices):
    """The methods of the TEDI guidelines; each is either a hint or a confirmation (`rules.LEVELS`)."""

    STRIP = "strip", _("Test strip")
    REAGENT = "reagent", _("Reagent")
    TLC = "tlc", _("Thin-layer chromatography")
    UV = "uv", _("UV spectroscopy")
    FTIR = "ftir", _("FTIR or Raman")
    HPLC_UV = "hplc_uv", _("HPLC-UV")
    HPLC_MS = "lcms", _("LC-MS")
    GCMS = "gcms", _("GC-MS")
    DIRECT_MS = "direct_ms", _("Direct MS")
    LC_HRMS = "lc_hrms", _("LC-HRMS")


class Level(models.TextChoices):
    PRESUMPTIVE = "presumptive", _("On the spot")
    CONFIRMED = "confirmed", _("Laboratory")


class Target(models.TextChoices):
    """What a strip looks for, and what positivity is counted of."""

    FENTANYL = "fentanyl", _("Fentanyl")
    XYLAZINE = "xylazine", _("Xylazine")
    MEDETOMIDINE = "medetomidine", _("Medetomidine")
    NITAZENES = "nitazenes", _("Nitazenes")
    BENZODIAZEPINES = "benzodiazepines", _("Benzodiazepines")


class Outcome(models.TextChoices):
    """What a test came to. "No library match" is a result, and so is that nothing reportable was found."""

    POSITIVE = "positive", _("Positive")
    NEGATIVE = "negative", _("Negative")
    INVALID = "invalid", _("Invalid: test again")
    FOUND = "found", _("Substances found")
    NO_MATCH = "no_match", _("No match in the library")
    NOTHING = "nothing", _("Nothing reportable found")


class Abundance(models.TextChoices):
    """A blank of UNC is primary. A trace, and an indication, count apart from it."""

    PRIMARY = "primary", _("Main substance")
    TRACE = "trace", _("Trace")
    INDICATION = "indication", _("Indication of")


class Unit(models.TextChoices):
    PERCENT = "percent", _("percent")
    MG = "mg", _("mg")
    MG_PER_G = "mg_g", _("mg in a gram")
    UG = "ug", _("µg")
    MG_PER_ML = "mg_ml", _("mg in a millilitre")


class Analysis(TenantModel):
    """One test of one sample, which TEDI calls an analysis. `source` and `digest` tell a file's row again,
    so that it is stored once.

    `detection_limit` and its unit are kept with each result, since they change with product and instrument,
    and `limit_source` says who says so. A strip has a `target`; its lot is one of the supplies where it came
    from there, and `lot_number` what was printed on it in any case.
    """

    uid = models.UUIDField()
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="analyses")
    method = models.CharField(max_length=10, choices=Method.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    target = models.CharField(max_length=16, blank=True, choices=Target.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    tested_on = models.DateField()
    instrument = models.CharField(max_length=60, blank=True)
    laboratory = models.CharField(max_length=60, blank=True)
    detection_limit = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    limit_unit = models.CharField(max_length=12, blank=True)
    limit_source = models.CharField(max_length=200, blank=True)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    lot_number = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=24, blank=True)
    digest = models.CharField(max_length=32, blank=True)
    staff_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="dc_analysis_uid_once")]


class Finding(TenantModel):
    """A substance that a test found. `named` is the laboratory's word, kept also where the vocabulary has
    one.
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="findings")
    substance = models.CharField(max_length=60, blank=True)
    named = models.CharField(max_length=120)
    abundance = models.CharField(max_length=10, choices=Abundance.choices)
    quantity = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    unit = models.CharField(max_length=10, blank=True, choices=Unit.choices)
    score = models.DecimalField(max_digits=6, decimal_places=3, null=True)

    @property
    def label(self) -> str:
        return label_of_substance(self.substance, self.named)


class Check(TenantModel):
    """Whether a sample was tested for a target by methods able to find it, and whether it was found.

    Worked out from the tests, one row for each sample, target and level: what positivity is counted from.
    """

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="checks")
    target = models.CharField(max_length=16, choices=Target.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    found = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "target", "level"], name="dc_check_once")]


class Seen(TenantModel):
    """A substance that was seen in a sample, once for each level; `is_first` marks the first of the place.

    Worked out from the findings, as `Check` is.
    """

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="seen")
    substance = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    is_primary = models.BooleanField()
    is_first = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "substance", "level"], name="dc_seen_once")]
        indexes = [models.Index(fields=["organisation", "substance", "level"], name="dc_seen_substance")]
