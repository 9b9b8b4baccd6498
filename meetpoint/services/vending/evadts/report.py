"""What an audit file says, as plain values; `as_data` is the documented JSON of `meetpoint vending parse`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Product:
    """One selection with its counts since the machine was initialised; `price` in the smallest coin."""

    selection: str
    name: str = ""
    price: int | None = None
    capacity: int | None = None
    level: int | None = None
    paid: int = 0
    free: int = 0
    tests: int = 0


@dataclass(slots=True)
class AuditEvent:
    """One event code as EA1 and EA2 tell it; `selection` is what stands behind its `_`."""

    code: str
    selection: str = ""
    at: datetime | None = None
    minutes: int | None = None
    count: int | None = None
    active: bool | None = None

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "selection": self.selection,
            "at": self.at.isoformat() if self.at else None,
            "minutes": self.minutes,
            "count": self.count,
            "active": self.active,
        }


@dataclass(frozen=True, slots=True)
class Checksum:
    """The stated and the computed CRC. `match` says how they agree: `exact`, `without_last_end`, `swapped`,
    or `unchecked` where none is stated.
    """

    stated: str | None
    computed: str
    match: str

    def as_data(self) -> dict[str, Any]:
        return {
            "stated": self.stated,
            "computed": self.computed,
            "ok": None if self.stated is None else True,
        }


@dataclass(slots=True)
class AuditSet:
    """One transaction set. Counts are since initialisation, whichever fields the board keeps them in.

    `is_whole` is False where the set has no end (SE): what it says may be shown, but no stock may move on it.
    """

    crc: Checksum
    sender: str = ""
    serial: str = ""
    model: str = ""
    asset: str = ""
    read_at: datetime | None = None
    read_number: str = ""
    segments_stated: int | None = None
    segments_counted: int = 0
    is_whole: bool = True
    profile: str = "standard"
    paid: int = 0
    tests: int = 0
    free: int = 0
    products: list[Product] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return the set as `meetpoint vending parse --json` prints it."""
        return {
            "machine": {"serial": self.serial, "model": self.model, "asset": self.asset},
            "read_at": self.read_at.isoformat() if self.read_at else None,
            "crc": self.crc.as_data(),
            "segments": {"stated": self.segments_stated, "counted": self.segments_counted},
            "totals": {"paid": self.paid, "test": self.tests, "free": self.free},
            "products": [
                {
                    "selection": each.selection,
                    "name": each.name,
                    "price": each.price,
                    "paid": each.paid,
                    "free": each.free,
                    "tests": each.tests,
                }
                for each in self.products
            ],
            "events": [each.as_data() for each in self.events],
            "warnings": list(self.warnings),
        }
