"""Used syringes that come back, as they were measured and as what they count for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.tenancy.models import TenantModel


class Method(models.TextChoices):
    """How a quantity became known; counting loose syringes by hand is never asked for."""

    COUNTED = "counted", _("Counted")
    VOLUME = "volume", _("By the container's volume")
    WEIGHT = "weight", _("By weight")
    STATED = "stated", _("As the person says")
    ESTIMATED = "estimated", _("Estimated by staff")


class Measured(models.Model):
    """A raw measure and what it was taken to be worth on that day.

    `syringes` = `measure` × `factor`. The measure is in syringes, litres or pounds, by method; it is
    never edited when a factor changes, and the factor used, with its source, stays beside it.
    """

    method = models.CharField(max_length=10, choices=Method.choices)
    measure = models.DecimalField(max_digits=10, decimal_places=3)
    factor = models.DecimalField(max_digits=10, decimal_places=3)
    factor_source = models.CharField(max_length=300, blank=True)
    syringes = models.PositiveIntegerField()

    class Meta:
        abstract = True

    @property
    def plain_measure(self) -> str:
        """The measure without noughts at its end, as in 1.3."""
        return f"{self.measure.normalize():f}"

    @property
    def plain_factor(self) -> str:
        """The factor without noughts at its end, as in 100."""
        return f"{self.factor.normalize():f}"

    @property
    def is_estimated(self) -> bool:
        return self.method != Method.COUNTED


class ReturnedSyringes(TenantModel, Measured):
    """What came back in one contact by one method; somebody may bring a full box and loose ones."""

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encounter", "method"], name="return_once_by_method")]
