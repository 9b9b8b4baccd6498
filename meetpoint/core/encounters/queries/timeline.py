"""What the encounters package tells on a participant's timeline: each contact and what was given."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.contacts import lines_of
from meetpoint.core.encounters.words import handed_out
from meetpoint.core.modules.pages import TimelineEntry, TimelineSource
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib.addresses import address_of_record


def _contacts(
    owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot
) -> TenantQuerySet[Encounter]:
    theirs = Encounter.objects.of(owner).filter(participant_id=participant)
    standing = theirs.filter(occurred_at__lt=before, voided_at=None)
    return within(standing, reach).order_by("-occurred_at", "-id")


CONTACTS = Prepared[Encounter](_contacts)


def contacts_of(by: Actor, participant_id: int, before: datetime, limit: int) -> Sequence[TimelineEntry]:
    """Return a participant's standing contacts at sites within reach, newest first: two queries."""
    newest = CONTACTS.fetch(by, limit=limit, participant=participant_id, before=before)
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
        url=address_of_record("encounters:detail", encounter.uid),
        icon="box",
        uid=encounter.uid,
    )


TIMELINE = TimelineSource(
    slug="encounters",
    label=gettext_lazy("Contacts"),
    permission=permissions.VIEW,
    scopes=("attendance", "supplies"),
    read=contacts_of,
)
