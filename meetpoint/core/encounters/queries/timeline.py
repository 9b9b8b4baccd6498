"""What the encounters package tells on a participant's timeline: each contact and what was given."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.contacts import lines_of
from meetpoint.core.encounters.words import handed_out
from meetpoint.core.modules.interface import TimelineEntry, TimelineSource
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor


def contacts_of(by: Actor, participant_id: int, before: datetime, limit: int) -> Sequence[TimelineEntry]:
    """Return a participant's standing contacts at sites within reach, newest first: two queries."""
    found = Encounter.objects.of(by).filter(
        participant_id=participant_id, occurred_at__lt=before, voided_at=None
    )
    if by.site_ids is not None:
        found = found.filter(site_id__in=by.site_ids)
    newest = list(found.order_by("-occurred_at", "-id")[:limit])
    lines = lines_of(by, [encounter.pk for encounter in newest])
    items = catalogue(by.organisation_id)
    return [_entry(encounter, handed_out(lines.get(encounter.pk, []), items)) for encounter in newest]


def _entry(encounter: Encounter, words: list[str]) -> TimelineEntry:
    if encounter.for_others:
        others = ngettext("also for %(number)d other", "also for %(number)d others", encounter.for_others)
        words.append(others % {"number": encounter.for_others})
    return TimelineEntry(
        at=encounter.occurred_at,
        title=_("Contact"),
        detail=" · ".join(words),
        site_id=encounter.site_id,
        url=reverse("encounters:detail", args=[encounter.uid]),
        icon="box",
        uid=encounter.uid,
    )


TIMELINE = TimelineSource(
    slug="encounters", label=gettext_lazy("Contacts"), permission=permissions.VIEW, read=contacts_of
)
