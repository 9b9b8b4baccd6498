"""Infection tests, vaccines, wound care and talks, each tied to the contact in which it took place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.tenancy.models import TenantModel


class Infection(models.TextChoices):
    HIV = "hiv", _("HIV")
    HCV = "hcv", _("Hepatitis C")
    HBV = "hbv", _("Hepatitis B")
    STI = "sti", _("Sexually transmitted infections")
    TB = "tb", _("Tuberculosis")


class TestStep(models.TextChoices):
    OFFERED = "offered", _("Offered, not wanted today")
    DONE = "done", _("Done")

    __test__ = False  # not a test class, whatever pytest thinks of its name


class TestResult(models.TextChoices):
    """A class of result, never a value: what a programme needs to know to help somebody onwards."""

    NEGATIVE = "negative", _("Negative")
    REACTIVE = "reactive", _("Reactive or positive")
    INDETERMINATE = "indeterminate", _("Indeterminate")
    NOT_GIVEN = "not_given", _("Result not given yet")

    __test__ = False


class InfectionTest(TenantModel):
    """One test offered or done. `linked_to_care` is more than a referral: the person was seen there."""

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="+", db_index=False)
    infection = models.CharField(max_length=10, choices=Infection.choices)
    step = models.CharField(max_length=10, choices=TestStep.choices)
    result = models.CharField(max_length=14, blank=True, choices=TestResult.choices)
    linked_to_care = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encounter", "infection"], name="infection_test_once")]


class Vaccine(models.TextChoices):
    HEPATITIS_A = "hepatitis_a", _("Hepatitis A")
    HEPATITIS_B = "hepatitis_b", _("Hepatitis B")
    HEPATITIS_AB = "hepatitis_ab", _("Hepatitis A and B, combined")
    TETANUS = "tetanus", _("Tetanus")
    INFLUENZA = "influenza", _("Influenza")
    COVID_19 = "covid_19", _("COVID-19")
    MPOX = "mpox", _("Mpox")
    HPV = "hpv", _("HPV")
    PNEUMOCOCCAL = "pneumococcal", _("Pneumococcal")
    OTHER = "other", _("Another vaccine")


class Vaccination(TenantModel):
    """One dose of one vaccine, given in a contact."""

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="+", db_index=False)
    vaccine = models.CharField(max_length=14, choices=Vaccine.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encounter", "vaccine"], name="vaccination_once")]


class Care(models.TextChoices):
    LOOKED_AT = "looked_at", _("Looked at together")
    DRESSED = "dressed", _("Washed and dressed")
    SUPPLIES = "supplies", _("Supplies for self-care")
    ADVICE = "advice", _("Advice on care and danger signs")


class WoundCare(TenantModel):
    """Wound care in a contact. `care` are slugs of Care, separated by commas."""

    encounter = models.OneToOneField(Encounter, on_delete=models.CASCADE, related_name="+")
    care = models.CharField(max_length=60, blank=True)
    referral_suggested = models.BooleanField(default=False)


class EducationTopic(models.TextChoices):
    SAFER_INJECTION = "safer_injection", _("Safer injection")
    SAFER_SMOKING = "safer_smoking", _("Safer smoking and snorting")
    OVERDOSE = "overdose", _("Overdose and how to respond")
    DRUG_SUPPLY = "drug_supply", _("What is in the drug supply")
    HEPATITIS_HIV = "hepatitis_hiv", _("Hepatitis and HIV")
    PREP = "prep", _("PrEP and PEP")
    SAFER_SEX = "safer_sex", _("Safer sex")
    WOUNDS = "wounds", _("Skin and wounds")
    TREATMENT = "treatment", _("Treatment choices")
    DISPOSAL = "disposal", _("Disposal")
    RIGHTS = "rights", _("Rights and the law")
    OTHER = "other", _("Something else")


class Education(TenantModel):
    """One topic that was talked through in a contact."""

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.CharField(max_length=16, choices=EducationTopic.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encounter", "topic"], name="education_topic_once")]
