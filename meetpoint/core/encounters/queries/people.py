"""The people behind the contacts of a span: counted once each, however often they came and wherever."""

from __future__ import annotations

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.contacts import encounters_on
from meetpoint.core.modules.spans import Span
from meetpoint.core.people.queries import kept_ids
from meetpoint.core.tenancy.models import TenantQuerySet


def encounters_in(span: Span) -> TenantQuerySet[Encounter]:
    """Return the standing encounters of a span."""
    rows = encounters_on(span.organisation_id, span.first, span.last)
    return rows if span.site_ids is None else rows.filter(site_id__in=span.site_ids)


def people_met(span: Span) -> set[tuple[int, int]]:
    """Return the pairs of a site and a participant who was met there with a code, joined records as one.

    Whoever was met at two sites stands there twice: count the second of each pair for all sites together.
    """
    kept = kept_ids(span.organisation_id)
    met = encounters_in(span).exclude(participant=None).order_by()
    pairs = met.values_list("site_id", "participant_id").distinct()
    return {(site_id, kept.get(participant_id, participant_id)) for site_id, participant_id in pairs}


def distinct_people(span: Span) -> set[int]:
    """Return the participants who were met with a code, joined records as one, at any of the span's sites."""
    kept = kept_ids(span.organisation_id)
    met = encounters_in(span).exclude(participant=None).order_by()
    ids = met.values_list("participant_id", flat=True).distinct()
    return {kept.get(participant_id, participant_id) for participant_id in ids}
