"""Items, lots, kit contents, the ledger and the balances kept beside it, par levels."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Organisation, Site
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
        return amounts_of(self.presets)


def amounts_of(presets: str) -> tuple[int, ...]:
    """Return the one-tap amounts written as "1, 10, 20"."""
    return tuple(int(word) for word in presets.split(",") if word.strip().isdecimal())


class CatalogueVersion(TenantModel):
    """Changes with every change of an organisation's items, so that a process may keep them in memory.

    `version` is a random mark, not a counter: neither a rolled-back change nor a restored backup can
    make two different catalogues bear the same one.
    """

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    version = models.BigIntegerField()


class KitContent(TenantModel):
    """How many of an item go into one kit."""

    kit = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="contents")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kit", "item"], name="kit_content_once"),
            models.CheckConstraint(condition=~models.Q(kit=models.F("item")), name="kit_not_in_itself"),
        ]

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return f"content-{self.item_id}"


class Lot(TenantModel):
    """One production lot of an item, with the date printed on it and the serial numbers in it, if any."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=60)
    product = models.CharField(max_length=120, blank=True)
    serial_from = models.CharField(max_length=40, blank=True, db_default="")
    serial_to = models.CharField(max_length=40, blank=True, db_default="")
    expires_on = models.DateField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "item", "number"], name="lot_number_once")
        ]

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


class DisposalReason(models.TextChoices):
    """Why stock leaves without being handed out; the stored word is a movement's `reason`."""

    EXPIRED = "expired", _("Expired")
    DAMAGED = "damaged", _("Damaged")
    RECALLED = "recalled", _("Recalled")
    RETURNED = "returned", _("Returned to the supplier")
    DONATED = "donated", _("Given to another programme")
    TRAINING = "training", _("Used for training")
    LOST = "lost", _("Lost or stolen")
    OTHER = "other", _("Another reason")


class ReceiptReason(models.TextChoices):
    """Where received stock came from; the stored word is a movement's `reason`."""

    BOUGHT = "bought", _("Bought")
    PUBLIC_PROGRAMME = "public_programme", _("Supplied by a public programme")
    GIVEN = "given", _("Donated")
    OPENING = "opening", _("Already here when records began")
    FOUND = "found", _("Found in a count")


class UseReason(models.TextChoices):
    """For what staff used stock themselves; the stored word is a movement's `reason`."""

    EMERGENCY = "emergency", _("Used in an emergency")


class Movement(TenantModel):
    """One line of the ledger: append-only, signed, in units of the item.

    A mistake is answered by its opposite. A hand-out beyond recorded stock is a `shortfall` line without
    a lot; it makes that balance negative until a count or a settlement mends it. `batch` ties the lines
    of one stock action together.
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
            models.Index(fields=["organisation", "occurred_at", "id"], name="movement_newest"),
            # Wide enough that use by month and by site is read from the index alone.
            models.Index(
                fields=["organisation", "item", "occurred_at", "site", "kind", "quantity"],
                name="movement_item",
            ),
            models.Index(fields=["organisation", "kind", "occurred_at"], name="movement_kind"),
            models.Index(fields=["encounter_id"], name="movement_encounter"),
            models.Index(fields=["lot"], name="movement_lot"),
            models.Index(
                fields=["organisation", "batch"],
                condition=models.Q(batch__isnull=False),
                name="movement_batch",
            ),
        ]


class Posting(TenantModel):
    """One stock action as it was sent, under the identifier its sender made; sending it twice posts it once.

    `digest` fingerprints the content, so that the same identifier with other content is noticed.
    """

    batch = models.UUIDField()
    digest = models.CharField(max_length=32)
    posted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "batch"], name="posting_once")]


class Balance(TenantModel):
    """What the ledger adds up to for one item, site and lot; written only beside a movement."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="balances", db_index=False)
    quantity = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["lot"], name="balance_lot")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "site", "item", "lot"], name="balance_once"),
            models.UniqueConstraint(
                fields=["organisation", "site", "item"],
                condition=models.Q(lot=None),
                name="balance_once_without_lot",
            ),
        ]


class ParLevel(TenantModel):
    """How much of an item a site wants to hold; below it, the board says so."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "site", "item"], name="par_level_once")
        ]


class Supplier(TenantModel):
    """Where items are ordered, and after how many days what was ordered is usually there."""

    name = models.CharField(max_length=120)
    lead_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="supplier_name_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Sourcing(TenantModel):
    """Where an item is ordered; its own `lead_days` hold before its supplier's."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="sourcing")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    lead_days = models.PositiveSmallIntegerField(null=True)
