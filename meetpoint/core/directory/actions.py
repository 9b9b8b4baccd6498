"""Keeping the directory: adding, changing, checking and retiring entries."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory import permissions
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotFound


class EntryRefused(DomainError):
    """Something about the entry cannot be stored; `fields` says what."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryFacts:
    """What a directory entry says. Unknown stays empty; nothing is guessed."""

    name: str
    kind: str
    phone: str = ""
    address: str = ""
    website: str = ""
    hours: str = ""
    identification_needed: str = ""
    languages: str = ""
    notes: str = ""


def add_entry(uid: UUID, facts: EntryFacts, *, by: Actor) -> DirectoryEntry:
    """Add a service of another organisation; the same `uid` again returns what was added before."""
    by.require(permissions.CHANGE)
    _check(facts)
    with transaction.atomic():
        entry, made = DirectoryEntry.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={**asdict(facts), **_checked(by)},
        )
        if made:
            audit.record(by, "directory.added", "directory_entry", [entry.pk], fields={"kind": facts.kind})
    return entry


def change_entry(uid: UUID, facts: EntryFacts, *, by: Actor) -> DirectoryEntry:
    """Replace what an entry says and return it; that also counts as checking it.

    Raises EntryRefused, NotFound, NotAllowed.
    """
    by.require(permissions.CHANGE)
    _check(facts)
    return _update(uid, by, "directory.changed", **asdict(facts), **_checked(by))


def check_entry(uid: UUID, *, by: Actor) -> None:
    """Write down that somebody checked today that the entry is right."""
    by.require(permissions.CHANGE)
    _update(uid, by, "directory.checked", **_checked(by))


def retire_entry(uid: UUID, *, by: Actor) -> None:
    """Take an entry out of the lists; referrals that led to it keep it."""
    by.require(permissions.CHANGE)
    _update(uid, by, "directory.retired", retired_at=clock.now())


def _checked(by: Actor) -> dict[str, Any]:
    _version, today = version_and_day(by.organisation_id)
    return {"checked_on": today, "checked_by": by.staff_id}


def _update(uid: UUID, by: Actor, action: str, **fields: Any) -> DirectoryEntry:
    with transaction.atomic():
        entry = DirectoryEntry.objects.of(by).filter(uid=uid).first()
        if entry is None:
            raise NotFound(_("This entry is not in the directory."))
        DirectoryEntry.objects.of(by).filter(pk=entry.pk).update(**fields)
        audit.record(by, action, "directory_entry", [entry.pk])
    return entry


def _check(facts: EntryFacts) -> None:
    wrong: dict[str, str] = {}
    if not facts.name.strip():
        wrong["name"] = _("Write the name of the service.")
    if facts.kind not in ServiceKind.values:
        wrong["kind"] = _("Choose what the service offers.")
    for name, text in asdict(facts).items():
        most = _longest(name)
        if len(text) > most or "\x00" in text:
            wrong[name] = _("Please keep this under %(most)d characters.") % {"most": most}
    if facts.website and "website" not in wrong and not _is_web_address(facts.website):
        wrong["website"] = _("Write the whole address, beginning with https://")
    if wrong:
        raise EntryRefused(wrong)


def _longest(name: str) -> int:
    field: Any = DirectoryEntry._meta.get_field(name)
    return int(field.max_length)


def _is_web_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True
