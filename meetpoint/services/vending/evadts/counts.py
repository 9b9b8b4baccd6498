"""What the segments of a set count: products, totals and events.

The standard keeps the count since initialisation first (PA201, PA301, PA401) and the count since the last
reset third. Some boards keep them the other way round; what a set adds up to tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from meetpoint.services.vending.evadts.report import AuditEvent, AuditSet, Product

if TYPE_CHECKING:
    from meetpoint.services.vending.evadts.files import Segment

AUTO, STANDARD, SWAPPED = "auto", "standard", "swapped"
PROFILES = (AUTO, STANDARD, SWAPPED)

SINCE_START, SINCE_RESET = 1, 3
_COUNTS: dict[str, Literal["paid", "tests", "free"]] = {"PA2": "paid", "PA3": "tests", "PA4": "free"}
_TOTALS: dict[str, Literal["paid", "tests", "free"]] = {"VA1": "paid", "VA2": "tests", "VA3": "free"}


def read_counts(said: AuditSet, segments: Sequence[Segment], profile: str) -> None:
    """Write into `said` what the segments count. Raises Damaged for a count that is no number."""
    stated = _totals(segments)
    said.profile = _profile_of(segments, stated) if profile == AUTO else profile
    if said.profile == SWAPPED:
        said.warnings.append(
            _("This board keeps counts since initialisation in the fields for counts since the last reset.")
        )
    place = SINCE_RESET if said.profile == SWAPPED else SINCE_START
    _read_machine(said, segments)
    _read_products(said, segments, place)
    for kind, name in _TOTALS.items():
        added = sum(getattr(product, name) for product in said.products)
        total = stated.get(kind)
        setattr(said, name, added if total is None else total)
        if total is None:
            missing = _("There is no %(kind)s line; the total is what the products add up to.")
            said.warnings.append(missing % {"kind": kind})
        elif said.products and added != total:
            differs = _("%(kind)s states %(total)s vends, and the products add up to %(added)s.")
            said.warnings.append(differs % {"kind": kind, "total": total, "added": added})
    said.events = list(_events(segments))


def _totals(segments: Iterable[Segment]) -> dict[str, int | None]:
    return {each.type: each.number(2) for each in segments if each.type in _TOTALS}


def _profile_of(segments: Sequence[Segment], stated: dict[str, int | None]) -> str:
    """Tell which field of PA2 and PA4 holds what the machine counted in its life."""
    for kind, total in (("PA2", stated.get("VA1")), ("PA4", stated.get("VA3"))):
        first = sum(each.number(SINCE_START) or 0 for each in segments if each.type == kind)
        third = sum(each.number(SINCE_RESET) or 0 for each in segments if each.type == kind)
        if total and first != total and third == total:
            return SWAPPED
        if total and first == total:
            return STANDARD
    return STANDARD


def _read_machine(said: AuditSet, segments: Iterable[Segment]) -> None:
    clock = None
    for each in segments:
        if each.type == "ID1":
            said.serial, said.model, said.asset = each.text(1), each.text(2), each.text(6)
        elif each.type == "ID5" and said.read_at is None:
            said.read_at = _moment(each.text(1), each.text(2))
        elif each.type == "EA3":
            said.read_number = each.text(9) or each.text(1)
            clock = _moment(each.text(2), each.text(3))
    said.read_at = clock or said.read_at


def _read_products(said: AuditSet, segments: Iterable[Segment], place: int) -> None:
    current: Product | None = None
    by_list: dict[str, int] = {}
    for each in segments:
        if each.type == "PA1":
            current = _product(each)
            said.products.append(current)
        elif current is not None and each.type in _COUNTS:
            name = _COUNTS[each.type]
            setattr(current, name, getattr(current, name) + (each.number(place) or 0))
        elif current is not None and each.type == "PA7":
            by_list[current.selection] = by_list.get(current.selection, 0) + (each.number(5) or 0)
    # Some boards tell what was paid by means of payment and price list only.
    if not any(product.paid for product in said.products):
        for product in said.products:
            product.paid = by_list.get(product.selection, 0)


def _product(line: Segment) -> Product:
    return Product(
        selection=line.text(1),
        name=" ".join(line.text(3).split()),
        price=line.number(2),
        capacity=line.number(4),
        level=line.number(8),
    )


def _events(segments: Iterable[Segment]) -> Iterable[AuditEvent]:
    found: dict[str, AuditEvent] = {}
    for each in segments:
        if each.type not in {"EA1", "EA2"} or not each.text(1):
            continue
        code, _mark, selection = each.text(1).partition("_")
        event = found.setdefault(each.text(1), AuditEvent(code=code, selection=selection))
        if each.type == "EA1":
            at = _moment(each.text(2), each.text(3))
            if at is not None and (event.at is None or at > event.at):
                event.at, event.minutes = at, _whole(each.text(4))
        else:
            count = _whole(each.text(3))
            event.count = event.count if count is None else count
            event.active = {"1": True, "0": False}.get(each.text(5), event.active)
    return found.values()


def _whole(text: str) -> int | None:
    """Return a number of an event, None where a board writes words of its own there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else None


def _moment(day: str, time: str) -> datetime | None:
    """Return a date and time as boards write them (YYYYMMDD or YYMMDD, HHMMSS or HHMM), None for others."""
    if not (day.isascii() and day.isdecimal()):
        return None
    shape = {8: "%Y%m%d", 6: "%y%m%d"}.get(len(day))
    clock = {6: "%H%M%S", 4: "%H%M"}.get(len(time)) if time.isascii() and time.isdecimal() else ""
    if shape is None or clock is None:
        return None
    try:
        return datetime.strptime(day + (time if clock else ""), shape + clock)  # noqa: DTZ007 - a machine's own clock names no zone
    except ValueError:
        return None
