"""Recording, correcting and voiding community clean-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotFound
from meetpoint.services.syringe_services.actions.contact import MEASURED, THOUSANDTH, measured
from meetpoint.services.syringe_services.factors import factor_for
from meetpoint.services.syringe_services.models import CleanUp, Method

RECORD = "syringe_services:cleanup:record"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCleanUp:
    """One clean-up; `measure` is in syringes, litres or pounds, by method, and `area` is never an address."""

    uid: UUID
    site_id: int
    held_on: date
    method: Method
    measure: Decimal
    area: str = ""
    people: int | None = None
    staff_hours: Decimal | None = None


def record_clean_up(new: NewCleanUp, *, by: Actor) -> CleanUp:
    """Store a clean-up; the same uid again gives back what is stored.

    Raises Conflict for a uid that is known with other content, NotAllowed, NotFound for another
    organisation's site, and DomainError for a day still to come
    or a method without a rate.
    """
    by.require(RECORD, site_id=new.site_id)
    with transaction.atomic():
        content = _content(new, by)
        stored, is_new = CleanUp.objects.of(by).get_or_create(
            organisation_id=by.organisation_id, uid=new.uid, defaults=content
        )
        if is_new:
            _note(by, "cleanup.recorded", stored)
        elif not _is_same(stored, new):
            raise _known_otherwise()
    return stored


def correct_clean_up(clean_up: CleanUp, new: NewCleanUp, *, by: Actor) -> CleanUp:
    """Void a clean-up and store its replacement; the same correction again answers the same.

    Raises Conflict when somebody else voided or corrected it first, or when the new uid is that of another
    clean-up; and what `record_clean_up` raises.
    """
    for site_id in (clean_up.site_id, new.site_id):
        by.require(RECORD, site_id=site_id)
    with transaction.atomic():
        known = CleanUp.objects.of(by).filter(uid=new.uid).first()
        if known is not None:
            return _same_correction(known, clean_up)
        _void(clean_up, by)
        content = _content(new, by)
        stored = CleanUp.objects.create(
            organisation_id=by.organisation_id, uid=new.uid, replaces_id=clean_up.pk, **content
        )
        _note(by, "cleanup.corrected", stored, clean_up)
    return stored


def void_clean_up(clean_up: CleanUp, *, by: Actor) -> None:
    """Take a clean-up out of lists and figures; the row stays. Raises Conflict when that was done before."""
    by.require(RECORD, site_id=clean_up.site_id)
    with transaction.atomic():
        _void(clean_up, by)
        _note(by, "cleanup.voided", clean_up)


def _same_correction(known: CleanUp, corrected: CleanUp) -> CleanUp:
    if known.replaces_id != corrected.pk:
        raise _known_otherwise()
    return known


def _is_same(stored: CleanUp, new: NewCleanUp) -> bool:
    kept = (stored.site_id, stored.held_on, stored.method, stored.area, stored.people, stored.staff_hours)
    said = (new.site_id, new.held_on, new.method, new.area, new.people, new.staff_hours)
    return kept == said and stored.measure == new.measure.quantize(THOUSANDTH)


def _known_otherwise() -> Conflict:
    return Conflict(_("A clean-up with this identifier is already stored, with other answers."))


def _content(new: NewCleanUp, by: Actor) -> dict[str, Any]:
    place = places_of(by).get(new.site_id)
    if place is None:
        raise NotFound(_("This site is not one of yours."))
    if new.held_on > place.today:
        message = _("This day is still to come. Choose today or an earlier day.")
        raise DomainError(message, fields={"held_on": message})
    factor = factor_for(by.organisation_id, new.method, new.held_on)
    worth = measured(new.method, new.measure.quantize(THOUSANDTH), factor)
    return {
        **dict(zip(MEASURED, worth, strict=True)),
        "site_id": new.site_id,
        "held_on": new.held_on,
        "area": new.area,
        "people": new.people,
        "staff_hours": new.staff_hours,
        "staff_id": by.staff_id,
        "recorded_at": clock.now(),
    }


def _void(clean_up: CleanUp, by: Actor) -> None:
    standing = CleanUp.objects.of(by).filter(pk=clean_up.pk, voided_at=None)
    if not standing.update(voided_at=clock.now(), voided_by=by.staff_id):
        raise Conflict(_("Somebody else has already voided or corrected this clean-up."))


def _note(by: Actor, action: str, *clean_ups: CleanUp) -> None:
    record(by, action, "cleanup", [clean_up.pk for clean_up in clean_ups])
    forget_days(by.organisation_id, {clean_up.held_on for clean_up in clean_ups}, now=clock.now())
