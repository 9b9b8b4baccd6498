"""Checking a batch of new encounters against the rules of the place, the catalogue and the forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from meetpoint.core.encounters import permissions, rules
from meetpoint.core.encounters.entry import NewEncounter, Prepared
from meetpoint.core.encounters.errors import EncounterRefused
from meetpoint.core.modules.fields import read_all
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.organisations.policy import Policy, policy_for
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.queries import ItemFacts, catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys

# ruff: noqa: S608 - the only names put into these statements are the models' own tables
_SITES = (
    "SELECT s.id, COALESCE(NULLIF(s.time_zone, ''), o.time_zone), s.closed_on"
    f" FROM {Site._meta.db_table} s JOIN {Organisation._meta.db_table} o ON o.id = s.organisation_id"
    " WHERE s.organisation_id = %s"
)
_PARTICIPANTS = (
    f"SELECT id FROM {Participant._meta.db_table} WHERE organisation_id = %s AND erased_at IS NULL AND id IN "
)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What recording needs to know about a site."""

    zone: ZoneInfo
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything of the organisation that a batch is checked against, read once for the batch."""

    sites: Mapping[int, SiteFacts]
    items: Mapping[int, ItemFacts]
    policy: Policy
    participants: frozenset[int]
    now: datetime


def reference_for(by: Actor, batch: Sequence[NewEncounter]) -> Reference:
    """Read the organisation's sites, catalogue and policy, and which of the batch's participants exist."""
    return Reference(
        sites=_sites(by.organisation_id),
        items=catalogue(by.organisation_id),
        policy=policy_for(by.organisation_id),
        participants=_participants(by.organisation_id, {new.participant_id for new in batch}),
        now=clock.now(),
    )


def prepare(new: NewEncounter, reference: Reference, by: Actor) -> Prepared:
    """Check one encounter and read its sections. Raises EncounterRefused, FieldForbidden or NotAllowed."""
    site = reference.sites.get(new.site_id)
    if site is None or not by.reaches(new.site_id):
        raise EncounterRefused({"site": _("Choose one of your sites.")})
    by.require(permissions.RECORD, site_id=new.site_id)
    problems = rules.problems_of(new, now=reference.now, known_items=reference.items)
    if "occurred_at" in problems:
        raise EncounterRefused(problems)
    local_date = rules.local_date_at(new.occurred_at, site.zone)
    if site.closed_on is not None and local_date > site.closed_on:
        problems["site"] = _("This site is closed. Choose another, or an earlier date.")
    if new.participant_id is not None and new.participant_id not in reference.participants:
        problems["participant"] = _nobody()
    sections = _read_sections(new, by, problems)
    if problems:
        raise EncounterRefused(problems)
    _check_policy(new, sections, reference.policy)
    _ask_forms(new, sections, by)
    return Prepared(new, local_date, sections, _digest(new, sections))


def hold_participants(batch: Sequence[Prepared], by: Actor) -> None:
    """Keep the batch's participants from being erased until this transaction ends; refuse if one just was."""
    wanted = {entry.new.participant_id for entry in batch} - {None}
    if wanted and _participants(by.organisation_id, wanted, hold=True) != wanted:
        raise EncounterRefused({"participant": _nobody()})


def _nobody() -> str:
    return _("No participant has this code. Check it, or record the contact without one.")


def _digest(new: NewEncounter, sections: Mapping[str, Mapping[str, Any]]) -> str:
    # Keyed, because a bare hash of so few possible contents could be guessed.
    secret = keys.key(settings.KEYS, "fields")
    return keys.fingerprint(secret, "encounter", rules.content_of(new, sections)).hex()[:32]


def _read_sections(new: NewEncounter, by: Actor, problems: dict[str, str]) -> dict[str, Mapping[str, Any]]:
    read: dict[str, Mapping[str, Any]] = {}
    for slug, raw in new.sections.items():
        form = registry().forms.get(slug)
        if form is None:
            problems[slug] = _("This form is not in use here.")
            continue
        if form.permission:
            by.require(form.permission, site_id=new.site_id)
        values, wrong = read_all(form.fields, raw)
        problems.update({f"{slug}.{name}": message for name, message in wrong.items()})
        unknown = raw.keys() - {field.name for field in form.fields}
        problems.update({f"{slug}.{name}": _("This form has no such field.") for name in unknown})
        if values:
            read[slug] = values
    return read


def _check_policy(new: NewEncounter, sections: Mapping[str, Mapping[str, Any]], policy: Policy) -> None:
    said: dict[str, object] = {}
    for slug, values in sections.items():
        names = _policy_names(slug)
        said.update({names[name]: value for name, value in values.items()})
    if new.note:
        said["encounter.note"] = new.note
    if new.place_type:
        said["encounter.place_type"] = new.place_type
    if new.participant_id is not None:
        said["encounter.participant"] = new.participant_id
    if said:
        policy.check(said)


def _ask_forms(new: NewEncounter, sections: Mapping[str, Mapping[str, Any]], by: Actor) -> None:
    for slug, values in sections.items():
        ask = registry().forms[slug].before_save
        if ask is not None:
            ask(new.participant_id, values, by, new.site_id)


@cache
def _policy_names(slug: str) -> Mapping[str, str]:
    return {field.name: field.policy or f"{slug}.{field.name}" for field in registry().forms[slug].fields}


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone_of_site(organisation_id: int, site_id: int) -> ZoneInfo | None:
    """Return the clock of one of the organisation's sites, or None for any other."""
    site = _sites(organisation_id).get(site_id)
    return site.zone if site else None


def _sites(organisation_id: int) -> dict[int, SiteFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_SITES, [organisation_id])
        return {
            site_id: SiteFacts(_zone(zone), date.fromisoformat(closed) if isinstance(closed, str) else closed)
            for site_id, zone, closed in cursor.fetchall()
        }


def _participants(organisation_id: int, wanted: set[int | None], *, hold: bool = False) -> frozenset[int]:
    ids = sorted(participant_id for participant_id in wanted if participant_id is not None)
    # On SQLite nobody else writes meanwhile; on PostgreSQL an erasure waits for these rows.
    lock = " ORDER BY id FOR SHARE" if hold and connection.vendor == "postgresql" else ""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"{_PARTICIPANTS}({marks}){lock}", [organisation_id, *part])
            found.update(row[0] for row in cursor.fetchall())
    return frozenset(found)
