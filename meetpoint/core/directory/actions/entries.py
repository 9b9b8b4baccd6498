"""Keeping entries by hand: adding, changing, checking and retiring them.

An entry is written into the HSDS rows around it, and only what somebody changed: the rest goes on following
the file that it came from.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.byhand import write_facts
from meetpoint.core.directory.actions.cards import Touched, refresh_cards
from meetpoint.core.directory.errors import EntryRefused
from meetpoint.core.directory.finding.weeks import spans_in
from meetpoint.core.directory.models import (
    Address,
    Agency,
    Check,
    DirectoryEntry,
    Found,
    How,
    Location,
    Service,
    ServiceKind,
)
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound
from meetpoint.lib.identifiers import uuid7


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryFacts:
    """What a directory entry says. Unknown stays empty; nothing is guessed.

    `address` is the street line, or the whole address where `city` and the rest stay empty. `week` is as
    `core.directory.finding.weeks` writes it; `hours` holds what only words can say.
    """

    name: str
    kind: str
    agency: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    website: str = ""
    week: str = ""
    hours: str = ""
    identification_needed: str = ""
    languages: str = ""
    fees: str = ""
    accessibility: str = ""
    notes: str = ""
    alert: str = ""


LONGEST = {
    "agency": 255,
    "address": 255,
    "city": 120,
    "state": 80,
    "postcode": 20,
    **{
        name: int(getattr(DirectoryEntry._meta.get_field(name), "max_length", 0))
        for name in EntryFacts.__dataclass_fields__
        if name not in ("agency", "address", "city", "state", "postcode")
    },
}
"""Most characters of each fact."""


def facts_of(entry: DirectoryEntry) -> EntryFacts:
    """Return what an entry says now, as a form shows it and an action compares it."""
    agency = entry.service.organization if entry.service else None
    where = Address.objects.of(entry.organisation_id).filter(location=entry.location_id)
    found = where.exclude(address_type="postal").order_by("pk").first()
    plain = {
        name: getattr(entry, name)
        for name in EntryFacts.__dataclass_fields__
        if name not in ("agency", "address", "city", "state", "postcode", "notes")
    }
    return EntryFacts(
        **plain,
        notes=entry.service.description if entry.service else entry.notes,
        agency=agency.name if agency else "",
        address=found.address_1 if found else "",
        city=found.city if found else "",
        state=found.state_province if found else "",
        postcode=found.postal_code if found else "",
    )


def add_entry(uid: UUID, facts: EntryFacts, *, by: Actor) -> DirectoryEntry:
    """Add a service of another organisation; the same `uid` again returns what was added before."""
    by.require(permissions.CHANGE)
    _check(facts, asdict(facts))
    with transaction.atomic():
        before = DirectoryEntry.objects.of(by).filter(uid=uid).first()
        if before is not None:
            return before
        entry = _begun(uid, facts, by)
        write_facts(entry, asdict(facts), by)
        _note_check(entry, How.CHANGED, Found.RIGHT, by)
        refresh_cards(Touched(entries={entry.pk}), by=by)
        audit.record(by, "directory.added", "directory_entry", [entry.pk], fields={"kind": facts.kind})
    entry.refresh_from_db()
    return entry


def change_entry(uid: UUID, facts: EntryFacts, *, by: Actor) -> DirectoryEntry:
    """Change what an entry says and return it; that also counts as checking it.

    A service, a place or an organisation that several entries share changes in all of them. Raises
    EntryRefused, NotFound, NotAllowed.
    """
    by.require(permissions.CHANGE)
    with transaction.atomic():
        entry = _entry(uid, by)
        before = asdict(facts_of(entry))
        changed = {name: value for name, value in asdict(facts).items() if value != before[name]}
        _check(facts, changed)
        touched = write_facts(entry, changed, by)
        touched.entries.add(entry.pk)
        _note_check(entry, How.CHANGED, Found.RIGHT, by)
        refresh_cards(touched, by=by)
        audit.record(by, "directory.changed", "directory_entry", [entry.pk])
    entry.refresh_from_db()
    return entry


def check_entry(uid: UUID, *, by: Actor, how: str = How.CALLED, found: str = Found.RIGHT) -> None:
    """Write down that somebody checked an entry today, how, and what came of it.

    Only what is still so counts as checked; the rest is kept beside it. Raises EntryRefused, NotFound.
    """
    by.require(permissions.CHANGE)
    if how not in How.values or found not in Found.values:
        raise EntryRefused({"found": _("Choose one of these.")})
    with transaction.atomic():
        entry = _entry(uid, by)
        _note_check(entry, how, found, by)
        audit.record(by, "directory.checked", "directory_entry", [entry.pk], fields={"found": str(found)})


def retire_entry(uid: UUID, *, by: Actor) -> None:
    """Take an entry out of the lists; referrals that led to it keep it."""
    by.require(permissions.CHANGE)
    with transaction.atomic():
        entry = _entry(uid, by)
        DirectoryEntry.objects.of(by).filter(pk=entry.pk).update(retired_at=clock.now())
        refresh_cards(Touched(entries={entry.pk}), by=by)
        audit.record(by, "directory.retired", "directory_entry", [entry.pk])


def _entry(uid: UUID, by: Actor) -> DirectoryEntry:
    entry = DirectoryEntry.objects.of(by).filter(uid=uid).select_related("service__organization").first()
    if entry is None:
        raise NotFound(_("This entry is not in the directory."))
    return entry


def _begun(uid: UUID, facts: EntryFacts, by: Actor) -> DirectoryEntry:
    """Make the rows that every entry has: an organisation, its service, and a place."""
    tenant = by.organisation_id
    agency = Agency.objects.create(
        organisation_id=tenant, uid=uuid7(), by_hand=True, name=facts.agency or facts.name
    )
    service = Service.objects.create(
        organisation_id=tenant,
        uid=uuid7(),
        by_hand=True,
        organization=agency,
        name=facts.name,
        status="active",
    )
    location = Location.objects.create(
        organisation_id=tenant, uid=uuid7(), by_hand=True, organization=agency, location_type="physical"
    )
    return DirectoryEntry.objects.create(
        organisation_id=tenant,
        uid=uid,
        by_hand=True,
        service=service,
        location=location,
        name=facts.name,
        kind=facts.kind,
    )


def _note_check(entry: DirectoryEntry, how: str, found: str, by: Actor) -> None:
    _version, today = version_and_day(by.organisation_id)
    Check.objects.create(
        organisation_id=by.organisation_id,
        entry=entry,
        checked_on=today,
        staff_id=by.staff_id,
        how=how,
        found=found,
    )
    if found == Found.RIGHT:
        rows = DirectoryEntry.objects.of(by).filter(pk=entry.pk)
        rows.update(checked_on=today, checked_by=by.staff_id)


def _check(facts: EntryFacts, said: Mapping[str, str]) -> None:
    """Refuse what cannot be stored of what is said anew; what came from a file may be longer."""
    wrong: dict[str, str] = {}
    if not facts.name.strip():
        wrong["name"] = _("Write the name of the service.")
    if facts.kind not in ServiceKind.values:
        wrong["kind"] = _("Choose what the service offers.")
    for name, text in said.items():
        most = LONGEST[name]
        if len(text) > most or "\x00" in text:
            wrong[name] = _("Please keep this under %(most)d characters.") % {"most": most}
    if said.get("website") and "website" not in wrong and not _is_web_address(facts.website):
        wrong["website"] = _("Write the whole address, beginning with https://")
    try:
        spans_in(facts.week)
    except ValueError:
        wrong["week"] = _("Write hours such as 9:00–17:00.")
    if wrong:
        raise EntryRefused(wrong)


def _is_web_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True
