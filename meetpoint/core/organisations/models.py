"""Organisations, sites and the field rules of a jurisdiction."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel


class CodeScheme(models.TextChoices):
    RANDOM = "random", _("Random code on a card")
    DERIVED = "derived", _("Code made from answers the person gives")


def fresh_version() -> int:
    """Return a number never used before; a counter would come back after a rollback, and fool a cache."""
    return secrets.randbits(62)


class Organisation(models.Model):
    """A harm reduction programme: the tenant to which all its records belong.

    `code_recipe` names the recipe of a derived code (see core/people/recipes.py); empty for random codes.
    `policy_pack` is the slug of the jurisdiction pack in force (see policies/); empty means none.
    `policy_version` becomes another number whenever the pack, a field rule, an option or the time zone
    changes, so that every process knows that what it remembers is old.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, default="en")
    policy_pack = models.CharField(max_length=60, blank=True)
    policy_version = models.BigIntegerField(default=fresh_version)
    code_scheme = models.CharField(max_length=10, choices=CodeScheme.choices, default=CodeScheme.RANDOM)
    code_recipe = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class SiteKind(models.TextChoices):
    FIXED = "fixed", _("Fixed site")
    MOBILE = "mobile", _("Mobile unit")
    OUTREACH = "outreach", _("Outreach route")
    DELIVERY = "delivery", _("Delivery")
    VENDING = "vending", _("Vending machine")
    CONSUMPTION_ROOM = "consumption_room", _("Consumption room")
    RECOVERY_HOUSE = "recovery_house", _("Recovery house")
    CORRECTIONAL = "correctional", _("Correctional facility")
    PHARMACY = "pharmacy", _("Pharmacy partner")
    EVENT = "event", _("Event")


class Site(TenantModel):
    """A place, vehicle or route where people are met and supplies are kept."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=SiteKind.choices, default=SiteKind.FIXED)
    time_zone = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=80, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="site_slug_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Requirement(models.TextChoices):
    FORBIDDEN = "forbidden", _("Must not be asked")
    OPTIONAL = "optional", _("May be asked, never required")
    REQUIRED = "required", _("Must be asked; the person may decline")


class FieldRule(TenantModel):
    """An organisation's own rule for one field, over and above its policy pack; versioned by date.

    An empty `requirement` goes back to what the pack says, from that date on.
    """

    field = models.CharField(max_length=80)
    requirement = models.CharField(max_length=10, choices=Requirement.choices, blank=True)
    source = models.CharField(max_length=300)
    effective_from = models.DateField()
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "field", "effective_from"], name="field_rule_once_a_day"
            )
        ]


class Setting(TenantModel):
    """One clinical, legal or product setting of an organisation: versioned, with its source.

    The module that uses a setting declares its name, its type and whether a default may ship
    (`core.modules.interface.Option`). An empty `value` goes back to that default from its date on.
    """

    name = models.CharField(max_length=80)
    value = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=300, blank=True)
    effective_from = models.DateField()
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "effective_from"], name="setting_once_a_day"
            )
        ]
