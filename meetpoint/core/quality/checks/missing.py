"""Questions that a rule of the place or the programme wants asked, and that nobody asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.encounters.queries import encounters_on
from meetpoint.core.encounters.queries.said import sections_said
from meetpoint.core.modules.quality import Finding
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.quality.links import mend_entry
from meetpoint.core.tenancy.actor import Actor

AT_A_TIME = 500


def find(by: Actor, first: date, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    """Yield every contact in which a required question has no answer; counts of groups are left out."""
    policy = policy_for(by.organisation_id)
    if not policy.required:
        return
    rows = encounters_on(by, first, last).filter(site_id__in=site_ids, count_only=False)
    ordered = rows.order_by("-occurred_at", "-id").iterator(chunk_size=AT_A_TIME)
    while chunk := list(islice(ordered, AT_A_TIME)):
        said = sections_said(by, [one.pk for one in chunk])
        for one in chunk:
            values = {"encounter.participant": one.participant_id, "encounter.place_type": one.place_type}
            values |= _answers(said.get(one.pk, {}))
            if lacking := [name for name in policy.missing(values) if name in values]:
                yield _finding(by, one, lacking)


def _answers(said: dict[str, Any]) -> dict[str, Any]:
    """Return what was said in each form, by the names that rules use; None for what was not."""
    return {
        field.policy or f"{slug}.{field.name}": values.get(field.name)
        for slug, values in said.items()
        for field in registry().forms[slug].fields
    }


def _finding(by: Actor, entry: Any, lacking: list[str]) -> Finding:
    names = registry().policy_fields
    asked = ", ".join(str(names.get(name, name)) for name in lacking)
    return Finding(
        subject=f"{entry.uid} {len(lacking)}",
        site_id=entry.site_id,
        day=entry.local_date,
        what=_("Not asked: %(questions)s.") % {"questions": asked},
        url=mend_entry(by, entry.uid),
    )
