"""Storing a standalone form that somebody filled in, on a page or on a phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.field.errors import FormRefused
from meetpoint.core.field.queries import Offer, offer, policy_name
from meetpoint.core.modules.fields import read_all
from meetpoint.core.modules.forms import Filled
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A standalone form as it came in: `raw` is what was typed, by field name. `occurred_at` is UTC."""

    uid: UUID
    form: str
    site_id: int
    occurred_at: datetime
    raw: Mapping[str, Any]


def save_sheet(sheet: Sheet, *, by: Actor) -> None:
    """Check one form and let its module store it; the same `uid` again stores nothing more.

    Raises NotFound for a form that is not in use here, NotAllowed, FormRefused with a message for each field
    that cannot be read, FieldForbidden for what the place forbids, and whatever the form itself refuses with.
    """
    found = offer(sheet.form, by)
    if found is None:
        raise NotFound(_("There is no such form here. It may have been taken out of use."))
    by.require(found.form.permission, site_id=sheet.site_id)
    filled = _read(sheet, found, by)
    try:
        _save(found, filled, by)
    except IntegrityError:
        # PostgreSQL only: the same form arrived twice at once and the other one won; now it is known.
        _save(found, filled, by)


def _save(found: Offer, filled: Filled, by: Actor) -> None:
    with transaction.atomic():
        found.form.save(filled, by)


def _read(sheet: Sheet, found: Offer, by: Actor) -> Filled:
    place = found.places.get(sheet.site_id)
    if place is None:
        raise FormRefused({"site": _("Choose one of the sites that offer this form.")})
    fields = found.form.at(found.answers.get(sheet.site_id, {}))
    values, problems = read_all(fields, sheet.raw)
    unknown = sheet.raw.keys() - {field.name for field in fields}
    problems |= {name: _("This form has no such field.") for name in sorted(unknown)}
    if problems:
        raise FormRefused(problems)
    found.policy.check({policy_name(found.form, field): values.get(field.name) for field in fields})
    return Filled(
        uid=sheet.uid,
        site_id=sheet.site_id,
        staff_id=by.staff_id,
        occurred_at=sheet.occurred_at,
        local_date=clock.local_date(sheet.occurred_at, place.zone),
        values=values,
    )
