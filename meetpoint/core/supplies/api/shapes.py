"""What programs send and are told about supplies."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.shapes import (
    MOST_LINES,
    Asked,
    Asking,
    Body,
    Day,
    Moment,
    OneOf,
    Shape,
    Slug,
    Stored,
    Uid,
    Units,
    Whole,
    YesNo,
)
from meetpoint.core.supplies.models import DisposalReason, MovementKind, ReceiptReason
from meetpoint.core.supplies.rules import MOST_PER_PACK, MOST_UNITS

LotNumber = Annotated[str, Field(max_length=60, description="As printed on the pack.")]
Received = Annotated[str, OneOf(ReceiptReason.values, unsaid=False)]
Disposed = Annotated[str, OneOf(DisposalReason.values, unsaid=False)]
Kind = Annotated[str, OneOf(MovementKind.values, unsaid=False)]
Some = Annotated[Whole, Field(ge=0, le=MOST_UNITS)]
_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"


class ItemFilter(Asked):
    """By what the catalogue can be narrowed."""

    retired: Asking | None = None


class ItemShape(Shape):
    """Something that is handed out, as this organisation's catalogue has it."""

    slug: str
    kind: str
    name: str
    name_es: str
    unit: str
    units_per_pack: int
    doses_per_unit: int
    syringes_per_unit: int
    retired: bool


class LotFilter(Asked):
    """By what lots can be narrowed."""

    item: Slug | None = None


class LotShape(Shape):
    """One production lot, and what is left of it within the token's reach."""

    item: str
    number: str
    product: str
    expires_on: date | None
    set_aside: bool
    on_hand: int


class LevelFilter(Shape):
    """Which site's shelf is looked at."""

    site: Slug


class PileShape(Shape):
    """What is recorded of one lot (null: without a lot; below nought: handed out beyond record)."""

    lot: str | None
    quantity: int
    expires_on: date | None
    set_aside: bool


class LevelShape(Shape):
    """How much of an item a site has. `lasts_days` is null when too little use is known."""

    item: str
    on_hand: int
    usable: int
    expired: int
    expiring: int
    set_aside: int
    shortfall: int
    par: int | None
    lasts_days: int | None
    low: bool
    piles: list[PileShape]


class ShelfShape(Shape):
    """A site's shelf today."""

    site: str
    today: date
    levels: list[LevelShape]


class MovementFilter(Asked):
    """By what the ledger can be narrowed."""

    site: Slug | None = None
    item: Slug | None = None
    kind: Kind | None = None
    since: Annotated[Moment | None, Field(description="At or after this moment.")] = None
    before: Annotated[Moment | None, Field(description="Before this moment.")] = None


class LineShape(Shape):
    """Signed units of an item, as one line of the ledger."""

    site: str
    item: str
    lot: str | None
    kind: str
    quantity: int
    reason: str


class MovementShape(LineShape):
    """A line of the ledger with its time; `uid` is that of the delivery, transfer, count or disposal."""

    occurred_at: datetime
    uid: UUID | None


class PostedShape(Stored):
    """The answer to a change of stock: its ledger lines."""

    lines: list[LineShape]


class DeliveryLine(Body):
    """What arrived of one item: loose units and whole packs, of one lot or of none."""

    item: Slug
    quantity: Some = 0
    packs: Some = 0
    units_per_pack: Annotated[Whole, Field(ge=1, le=MOST_PER_PACK)] | None = None
    lot: LotNumber = ""
    expires_on: Day | None = None
    product: Annotated[str, Field(max_length=120)] = ""
    reason: Received = ReceiptReason.BOUGHT.value


class DeliveryBody(Body):
    """Stock that arrived at a site."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "lines": [
                        {"item": "syringe-1ml-29g", "packs": 5, "lot": "L-17", "expires_on": "2028-06-30"}
                    ],
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    at: Annotated[Moment | None, Field(description="When it arrived; now, when left out.")] = None
    lines: Annotated[list[DeliveryLine], Field(min_length=1, max_length=MOST_LINES)]


class DrawLine(Body):
    """Units to take: of the lot named, of stock without a lot, or (`any_lot`) what expires first."""

    item: Slug
    quantity: Units
    lot: LotNumber | None = None
    any_lot: YesNo = False


class TransferBody(Body):
    """Stock that goes from one site to another."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "from_site": "plaza",
                    "to_site": "van",
                    "lines": [{"item": "syringe-1ml-29g", "quantity": 200, "any_lot": True}],
                }
            ]
        }
    )

    uid: Uid
    from_site: Slug
    to_site: Slug
    at: Moment | None = None
    lines: Annotated[list[DrawLine], Field(min_length=1, max_length=MOST_LINES)]


class DisposalBody(Body):
    """Stock that leaves without being handed out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "reason": "expired",
                    "lines": [{"item": "naloxone-nasal-4mg-kit", "quantity": 3, "lot": "N-2"}],
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    reason: Disposed
    at: Moment | None = None
    lines: Annotated[list[DrawLine], Field(min_length=1, max_length=MOST_LINES)]


class CountLine(Body):
    """What was counted of one lot, and what `piles` of GET /levels said when the count began."""

    item: Slug
    lot: LotNumber | None = None
    counted: Some
    seen: Annotated[Whole, Field(ge=-MOST_UNITS, le=MOST_UNITS)]


class CountBody(Body):
    """A count of a shelf, or of a part of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "lines": [{"item": "syringe-1ml-29g", "lot": "L-17", "counted": 480, "seen": 500}],
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    at: Moment | None = None
    lines: Annotated[list[CountLine], Field(min_length=1, max_length=MOST_LINES)]
