"""What a phone has to know to work without a network: sites, items, forms, the sealing key. No people."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from django.utils.translation import get_language

from meetpoint.core.encounters import permissions as encounters
from meetpoint.core.encounters import rules
from meetpoint.core.encounters.models import PlaceType
from meetpoint.core.encounters.queries.shifts import counted_as
from meetpoint.core.field import permissions
from meetpoint.core.field.actions.devices import current_generation
from meetpoint.core.field.describing.codes import recent_codes
from meetpoint.core.field.options import REVIEW
from meetpoint.core.field.queries import offers
from meetpoint.core.field.sealing import public_bytes
from meetpoint.core.modules.fields import MESSAGES, Field
from meetpoint.core.modules.forms import EncounterForm, StandaloneForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Requirement
from meetpoint.core.organisations.options import option_value
from meetpoint.core.organisations.policy import Policy, policy_for
from meetpoint.core.people import permissions as people
from meetpoint.core.supplies.queries import ItemFacts, catalogue, places_of
from meetpoint.core.tenancy.actor import Actor

Data = dict[str, Any]
KEPT_DAYS = 14
"""Days for which a phone keeps what was acknowledged, sealed, to send it again after a restore: twice the age
of the oldest backup that anybody should have to go back to (docs/decisions/0015)."""

MOST_PRESETS = 4

REVIEWING: Data = {"idle_minutes": 5, "iterations": 600_000, "tries": 10, "shortest": 12}
"""Where entries are looked at before they are sent: locked after so many minutes without a touch, cleared
after so many wrong passphrases, which have so many characters at least (product choices); the key by
PBKDF2-HMAC-SHA256 with the iterations of OWASP's Password Storage Cheat Sheet (2023)."""


def reference_for(by: Actor) -> Data:
    """Return all that one worker's phone takes along, in the language in force, with its version."""
    made = _reference(by)
    return {**made, "version": _version(made)}


def version_of(by: Actor) -> str:
    """Return the version of what the phone should know now; another text when anything of it changed."""
    return _version(_reference(by))


def _version(made: Data) -> str:
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:20]


def _reference(by: Actor) -> Data:
    policy = policy_for(by.organisation_id)
    generation = current_generation(by.organisation_id)
    public = public_bytes(by.organisation_id, generation)
    open_places = [place for place in places_of(by).values() if not place.closed]
    log = _log(by, policy) if by.may(encounters.RECORD) else None
    return {
        "language": get_language(),
        "organisation": Organisation.objects.values_list("name", flat=True).get(pk=by.organisation_id),
        "key": {"generation": generation, "public": base64.b64encode(public).decode()},
        "kept_days": KEPT_DAYS,
        "sites": [{"id": place.id, "name": place.name, "zone": place.zone} for place in open_places],
        "review": REVIEWING if option_value(by.organisation_id, REVIEW) is True else None,
        "codes": recent_codes(by, [place.id for place in open_places]) if log and log["may_code"] else None,
        "messages": {name: str(text) for name, text in MESSAGES.items()},
        "log": log,
        "sheets": _sheets(by) if by.may(permissions.FILL) else [],
    }


def _log(by: Actor, policy: Policy) -> Data:
    forms = [_form(form, policy) for form in registry().forms.values() if _is_for(form, by)]
    kinds = registry().supply_kinds
    items = [_item(item) for item in catalogue(by.organisation_id).values() if not item.retired]
    return {
        "items": items,
        "kinds": {slug: str(kind.label) for slug, kind in kinds.items()},
        "forms": [form for form in forms if form["fields"]],
        "places": []
        if policy.is_forbidden("encounter.place_type")
        else [[value, str(label)] for value, label in PlaceType.choices],
        "may_code": by.may(people.VIEW) and not policy.is_forbidden("encounter.participant"),
        "may_note": not policy.is_forbidden("encounter.note"),
        "limits": {
            "units": rules.MOST_UNITS,
            "people": rules.MOST_PEOPLE,
            "others": rules.MOST_OTHERS,
            "note": rules.LONGEST_NOTE,
        },
    }


def _is_for(form: EncounterForm, by: Actor) -> bool:
    return form.offline and (not form.permission or by.may(form.permission))


def _form(form: EncounterForm, policy: Policy) -> Data:
    described = [_field(field, policy, field.policy or f"{form.slug}.{field.name}") for field in form.fields]
    return {
        "slug": form.slug,
        "title": str(form.title),
        "help": str(form.help),
        "on_log": form.on_log,
        "kinds": list(form.supply_kinds),
        "fields": [field for field in described if field],
    }


def _field(field: Field, policy: Policy, name: str) -> Data | None:
    requirement = policy.requirement(name)
    if requirement == Requirement.FORBIDDEN:
        return None
    return {**field.describe(), "asked": requirement == Requirement.REQUIRED}


def _item(item: ItemFacts) -> Data:
    total, each = counted_as(item)
    return {
        "id": item.id,
        "label": item.label,
        "kind": item.kind,
        "presets": list(item.presets[:MOST_PRESETS]),
        "on_log": item.on_log,
        "total": total,
        "each": each,
    }


def _slip(form: StandaloneForm) -> Data | None:
    slip = form.slip
    return {"title": str(slip.title), "help": str(slip.help), "instead": slip.instead} if slip else None


def _sheets(by: Actor) -> list[Data]:
    return [
        {
            "slug": found.form.slug,
            "title": str(found.form.title),
            "help": str(found.form.help),
            "slip": _slip(found.form),
            "sites": {
                str(site_id): [
                    {**field.describe(), "asked": found.is_asked(field)} for field in found.fields_at(site_id)
                ]
                for site_id in found.places
            },
        }
        for found in offers(by)
        if found.form.offline
    ]
