"""Entries that look like the same thing recorded twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.encounters.queries import encounters_on
from meetpoint.core.modules.quality import Finding
from meetpoint.core.organisations.options import option_value
from meetpoint.core.quality.links import mend_entry
from meetpoint.core.quality.options import DOUBLE_MINUTES
from meetpoint.core.tenancy.actor import Actor

AT_A_TIME = 250


def find(by: Actor, first: date, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    """Yield the second of two entries alike: site, staff, code or none, group or not, items, minutes apart.

    Entries without staff, such as imported ones, are left out: their times are often no more than a day.
    """
    minutes = cast("int | None", option_value(by.organisation_id, DOUBLE_MINUTES))
    if minutes is None:
        return
    pairs = _close_pairs(by, first, last, site_ids, timedelta(minutes=minutes))
    for start in range(0, len(pairs), AT_A_TIME):
        part = pairs[start : start + AT_A_TIME]
        handed_out = _items_of(by, [pk for entry, before in part for pk in (entry.pk, before)])
        for entry, before in part:
            if handed_out[entry.pk] and handed_out[entry.pk] == handed_out[before]:
                yield _finding(by, entry)


def _close_pairs(
    by: Actor, first: date, last: date, site_ids: Collection[int], within: timedelta
) -> list[tuple[Encounter, int]]:
    """Return each entry that comes within some minutes of one before it, with that one, newest first."""
    same = [F("site_id"), F("staff_id"), F("participant_id"), F("count_only"), F("people")]
    order = [F("occurred_at").asc(), F("id").asc()]

    def lag(field: str) -> Any:
        return Window(expression=Lag(field), partition_by=same, order_by=order)

    rows = encounters_on(by, first, last).filter(site_id__in=site_ids, staff_id__isnull=False)
    close = rows.annotate(before=lag("id"), before_at=lag("occurred_at")).filter(
        before_at__gte=F("occurred_at") - within
    )
    return [(one, one.before) for one in close.order_by("-occurred_at", "-id")]


def _items_of(by: Actor, ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = EncounterLine.objects.of(by).filter(encounter_id__in=ids).order_by("item_id", "quantity")
    for encounter_id, item_id, quantity in rows.values_list("encounter_id", "item_id", "quantity"):
        found[encounter_id].append((item_id, quantity))
    return found


def _finding(by: Actor, entry: Any) -> Finding:
    minutes = int((entry.occurred_at - entry.before_at).total_seconds() // 60)
    apart = (
        ngettext("%(count)d minute after another", "%(count)d minutes after another", minutes)
        % {"count": minutes}
        if minutes
        else _("in the same minute as another")
    )
    return Finding(
        subject=str(entry.uid),
        site_id=entry.site_id,
        day=entry.local_date,
        what=_("Recorded %(apart)s with the same items.") % {"apart": apart},
        url=mend_entry(by, entry.uid),
    )
