"""Joining double entries, undoing that, and telling entries apart. The system suggests; a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.cards import Touched, refresh_cards
from meetpoint.core.directory.errors import MergeRefused
from meetpoint.core.directory.finding.words import fold, phone_key
from meetpoint.core.directory.hsds.identity import KINDS_TAXONOMY
from meetpoint.core.directory.hsds.tables import MODELS
from meetpoint.core.directory.models import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    DirectoryEntry,
    Language,
    Merge,
    MergedRow,
    NotTheSame,
    Phone,
    RequiredDocument,
    Schedule,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound
from meetpoint.lib.identifiers import uuid7

_TABLES = {model: table for table, model in MODELS.items()}


def merge_entries(kept_uid: UUID, gone_uid: UUID, *, by: Actor) -> Merge:
    """Let one entry stand for another: what only the other knew is copied, referrals to it find their way.

    The other leaves all lists; an import goes on changing its rows, but does not bring it back. Raises
    MergeRefused, NotFound, NotAllowed.
    """
    by.require(permissions.MERGE)
    with transaction.atomic():
        kept, gone = _entry(kept_uid, by), _entry(gone_uid, by)
        if kept.pk == gone.pk or not (kept.in_use and gone.in_use):
            raise MergeRefused(_("Choose two entries that are both in use."))
        merge = Merge.objects.create(
            organisation_id=by.organisation_id, kept=kept, gone=gone, at=clock.now(), staff_id=by.staff_id
        )
        for row in _missing(kept, gone, by):
            _copy(row, merge, by)
        DirectoryEntry.objects.of(by).filter(pk=gone.pk).update(merged_into=kept)
        refresh_cards(Touched(entries={kept.pk, gone.pk}), by=by)
        audit.record(by, "directory.merged", "directory_entry", [kept.pk, gone.pk])
    return merge


def undo_merge(merge: Merge, *, by: Actor) -> None:
    """Take a joining back, with all that it copied. Raises MergeRefused when that was done already."""
    by.require(permissions.MERGE)
    with transaction.atomic():
        rows = Merge.objects.of(by).filter(pk=merge.pk, undone_at=None)
        if not rows.update(undone_at=clock.now(), undone_by=by.staff_id):
            raise MergeRefused(_("This was undone already."))
        for copied in MergedRow.objects.of(by).filter(merge=merge):
            MODELS[copied.table].objects.of(by).filter(uid=copied.row_uid).delete()  # type: ignore[attr-defined] # any table
        DirectoryEntry.objects.of(by).filter(pk=merge.gone_id).update(merged_into=None)
        refresh_cards(Touched(entries={merge.kept_id, merge.gone_id}), by=by)
        audit.record(by, "directory.unmerged", "directory_entry", [merge.kept_id, merge.gone_id])


def tell_apart(first_uid: UUID, second_uid: UUID, *, by: Actor) -> None:
    """Remember that two entries are not the same, so that they are not suggested again."""
    by.require(permissions.MERGE)
    with transaction.atomic():
        first, second = sorted((_entry(first_uid, by).pk, _entry(second_uid, by).pk))
        if first == second:
            raise MergeRefused(_("Choose two entries that are both in use."))
        NotTheSame.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            first_id=first,
            second_id=second,
            defaults={"at": clock.now(), "staff_id": by.staff_id},
        )
        audit.record(by, "directory.told_apart", "directory_entry", [first, second])


def _entry(uid: UUID, by: Actor) -> DirectoryEntry:
    rows = DirectoryEntry.objects.of(by).filter(uid=uid).select_related("service__organization", "location")
    entry = rows.first()
    if entry is None:
        raise NotFound(_("This entry is not in the directory."))
    return entry


def _missing(kept: DirectoryEntry, gone: DirectoryEntry, by: Actor) -> Iterator[Any]:
    """Yield rows of the entry that goes, turned to the one that stays, of which that one knows nothing."""
    yield from _phones(kept, gone, by)
    if kept.service_id is not None and gone.service_id != kept.service_id:
        yield from _of_service(kept, gone, by)
    if not (kept.week or kept.hours):
        yield from _turned(_hours(gone, by), service=None, location=None, service_at_location=kept)
    if kept.location_id is not None and gone.location_id not in (None, kept.location_id):
        if not kept.accessibility:
            yield from _turned(
                Accessibility.objects.of(by).filter(location=gone.location_id), location=kept.location
            )
        if not kept.address:
            yield from _turned(
                Address.objects.of(by).filter(location=gone.location_id), location=kept.location
            )


def _phones(kept: DirectoryEntry, gone: DirectoryEntry, by: Actor) -> Iterator[Any]:
    there = {phone_key(one.number) for one in _numbers(kept, by)}
    new = {key: one for one in _numbers(gone, by) if (key := phone_key(one.number)) not in there}
    links = {"service": None, "location": None, "organization": None, "contact": None}
    yield from _turned(new.values(), **links, service_at_location=kept)


def _numbers(entry: DirectoryEntry, by: Actor) -> list[Phone]:
    rows = Phone.objects.of(by).exclude(number="").order_by("pk")
    agency = entry.service.organization_id if entry.service else None
    links = {"service_at_location": entry.pk, "service": entry.service_id}
    links |= {"location": entry.location_id, "organization": agency}
    return [one for name, key in links.items() if key is not None for one in rows.filter(**{name: key})]


def _hours(entry: DirectoryEntry, by: Actor) -> list[Schedule]:
    rows = Schedule.objects.of(by).order_by("pk")
    at, service = rows.filter(service_at_location=entry.pk), rows.filter(service=entry.service_id)
    return list(at) or list(service) or list(rows.filter(location=entry.location_id))


def _of_service(kept: DirectoryEntry, gone: DirectoryEntry, by: Actor) -> Iterator[Any]:
    said = {fold(name) for name in kept.languages.split(", ")}
    spoken = Language.objects.of(by).filter(service=gone.service_id).exclude(name="")
    yield from _turned((one for one in spoken if fold(one.name) not in said), service=kept.service)
    words = Attribute.objects.of(by).filter(service=kept.service_id, term__isnull=False).values("term")
    new = Attribute.objects.of(by).filter(service=gone.service_id, term__isnull=False)
    new = new.exclude(term__in=words).exclude(term__taxonomy__uid=KINDS_TAXONOMY)
    yield from _turned(new, service=kept.service)
    if not kept.fees:
        yield from _turned(CostOption.objects.of(by).filter(service=gone.service_id), service=kept.service)
    if not kept.identification_needed:
        yield from _turned(
            RequiredDocument.objects.of(by).filter(service=gone.service_id), service=kept.service
        )


def _turned(rows: Any, **links: Any) -> Iterator[Any]:
    for row in rows:
        for name, target in links.items():
            setattr(row, name, target)
        yield row


def _copy(row: Any, merge: Merge, by: Actor) -> None:
    row.pk, row.uid, row.by_hand = None, uuid7(), True
    row._state.adding = True
    row.save(force_insert=True)
    MergedRow.objects.create(
        organisation_id=by.organisation_id, merge=merge, table=_TABLES[type(row)], row_uid=row.uid
    )
