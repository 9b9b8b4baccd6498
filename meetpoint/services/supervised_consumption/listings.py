"""Events of rooms, as a list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, Sort, Status
from meetpoint.services.supervised_consumption.models import Event, EventType


def state_of(event: Event) -> Status:
    """Say whether an event runs, lacks something, is owed to an authority, or is done with."""
    if event.resolved_at is None:
        return Status("danger", gettext("Going on"))
    if event.report_due_at is not None and event.reported_at is None:
        return Status("now", gettext("To be reported"))
    if not event.kind or not event.outcome:
        return Status("soon", gettext("Something is missing"))
    return Status("ok", gettext("Complete"))


def _seconds(event: Event) -> str:
    seconds = event.first_action_seconds
    return "–" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"


def _by_kind(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(kind=value)


EVENTS = Listing(
    slug="room-events",
    caption=_("Emergencies in the room"),
    columns=(
        Column(name="when", label=_("When"), value=lambda event: event.recognised_at),
        Column(name="site", label=_("Site"), value=lambda event: event.site.name),
        Column(name="kind", label=_("What"), value=lambda event: event.get_kind_display() or "–"),
        Column(name="first", label=_("Until the first action"), value=_seconds, numeric=True),
        Column(
            name="outcome", label=_("How it ended"), value=lambda event: event.get_outcome_display() or "–"
        ),
        Column(name="state", label=_("State"), value=state_of),
    ),
    sorts=(Sort(name="when", label=_("When"), field="recognised_at", descending=True),),
    filters=(ChoiceFilter(name="kind", label=_("What"), choices=EventType.choices, apply=_by_kind),),
    url=lambda event: reverse("supervised_consumption:response", args=[event.uid]),
    empty_icon="shield",
    empty_title=_("No emergencies"),
    empty_text=_(
        "When one begins, tap “Emergency” on the station board: every tap after that is kept with its time."
    ),
)
