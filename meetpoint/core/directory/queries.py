"""Reading the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from meetpoint.core.directory.hsds.identity import KINDS_TAXONOMY
from meetpoint.core.directory.models import Attribute, Check, DirectoryEntry, Merge, Phone
from meetpoint.core.directory.options import STALE_DAYS
from meetpoint.core.directory.vocabulary import in_words
from meetpoint.core.organisations.options import option_value
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor


def entries_of(actor: Actor) -> QuerySet[DirectoryEntry]:
    """Return the entries in use."""
    return DirectoryEntry.objects.of(actor).filter(in_use=True)


def stale_before(actor: Actor) -> date:
    """Return the day before which a check is too long ago to rely on."""
    _version, today = version_and_day(actor.organisation_id)
    return today - timedelta(days=int(option_value(actor.organisation_id, STALE_DAYS) or 0))


@dataclass(frozen=True, kw_only=True)
class AroundEntry:
    """What the page of an entry shows beside its card."""

    terms: Mapping[str, Sequence[str]]
    phones: Sequence[tuple[str, str]]
    checks: Sequence[Check]
    joined: Sequence[Merge]


def around(entry: DirectoryEntry, actor: Actor) -> AroundEntry:
    """Return what belongs to one entry: four queries."""
    rows = Attribute.objects.of(actor).filter(service=entry.service_id, term__isnull=False)
    rows = rows.exclude(term__taxonomy__uid=KINDS_TAXONOMY).order_by("term__description", "term__name")
    terms: dict[str, list[str]] = {}
    for group, name, value in rows.values_list("term__description", "term__name", "value"):
        said = in_words(name)
        terms.setdefault(in_words(group) or said, []).append(f"{said}: {value}" if value else said)
    at = Q(service_at_location=entry.pk) | Q(service=entry.service_id) | Q(location=entry.location_id)
    numbers = Phone.objects.of(actor).filter(at).exclude(number="").order_by("pk")
    joined = Merge.objects.of(actor).filter(kept=entry, undone_at=None).select_related("gone")
    return AroundEntry(
        terms=terms,
        phones=list(numbers.values_list("number", "description"))[:8],
        checks=list(Check.objects.of(actor).filter(entry=entry).order_by("-checked_on", "-pk")[:5]),
        joined=list(joined),
    )


def shared_places(entry: DirectoryEntry, actor: Actor) -> int:
    """Return how many other entries are of the same service, so that they change together."""
    if entry.service_id is None:
        return 0
    return entries_of(actor).filter(service=entry.service_id).exclude(pk=entry.pk).count()
