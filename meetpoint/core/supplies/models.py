"""Items, lots, kit contents, the ledger and the balances kept beside it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel


class Item(TenantModel):
    """Something that is handed out. `kind` is the slug of a supply kind that some module declares.

    `syringes_per_unit` counts complete sets only; `doses_per_unit` counts naloxone doses in one unit.
    `presets` are the one-tap amounts of the Log screen, separated by commas.
    """

    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, default="piece")
    units_per_pack = models.PositiveIntegerField(default=1)
    doses_per_unit = models.PositiveSmallIntegerField(default=0)
    syringes_per_unit = models.PositiveSmallIntegerField(default=0)
    presets = models.CharField(max_length=60, default="1")
    on_log = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=50)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="item_slug_once")]
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return self.name_es if self.name_es and (get_language() or "").startswith("es") else self.name

    @property
    def preset_amounts(self) -> tuple[int, ...]:
        return tuple(int(word) for word in self.presets.split(",") if word.strip().isdecimal())


class KitContent(TenantModel):
    """How many of an item go into one kit."""

    kit = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="contents")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kit", "item"], name="kit_content_once")]


class Lot(TenantModel):
    """One production lot of an item, with the date printed on it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=60)
    product = models.CharField(max_length=120, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "item", "number"], name="lot_number_once")]

    def __str__(self) -> str:
        return self.number


class MovementKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    SENT = "sent", _("Sent to another site")
    ARRIVED = "arrived", _("Arrived from another site")
    HANDED_OUT = "handed_out", _("Handed out")
    SHORTFALL = "shortfall", _("Handed out beyond recorded stock")
    SETTLED = "settled", _("Shortfall settled")
    TAKEN_BACK = "taken_back", _("Hand-out taken back")
    KIT_MADE = "kit_made", _("Kit packed")
    KIT_PART = "kit_part", _("Packed into a kit")
    COUNTED = "counted", _("Corrected by a count")
    DISPOSED = "disposed", _("Disposed of")


class Movement(TenantModel):
    """One line of the ledger: append-only, signed, in units of the item. A mistake is answered by its opposite.

    A hand-out beyond recorded stock is a `shortfall` line without a lot; it makes that balance negative
    until a count or a settlement mends it. `batch` ties the lines of one transfer or packing together.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    quantity = models.IntegerField()
    occurred_at = models.DateTimeField()
    encounter_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    batch = models.UUIDField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "site", "item", "id"], name="movement_place"),
            models.Index(fields=["encounter_id"], name="movement_encounter"),
            models.Index(fields=["lot"], name="movement_lot"),
        ]


class Balance(TenantModel):
    """What the ledger adds up to for one item, site and lot; written only beside a movement."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "site", "item", "lot"], name="balance_once"),
            models.UniqueConstraint(
                fields=["organisation", "site", "item"], condition=models.Q(lot=None), name="balance_once_without_lot"
            ),
        ]


class ParLevel(TenantModel):
    """How much of an item a site wants to hold; below it, the board says so."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "site", "item"], name="par_level_once")]
