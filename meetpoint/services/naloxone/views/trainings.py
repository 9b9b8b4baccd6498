"""Group trainings: the list, adding one, and taking one out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, Sort
from meetpoint.core.ui.refusals import tried
from meetpoint.services.naloxone.actions.trainings import record_training, void_training
from meetpoint.services.naloxone.forms import TrainingForm, site_of
from meetpoint.services.naloxone.models import Audience, TrainingEvent
from meetpoint.services.naloxone.queries import live_trainings


def _site_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places_of(actor).values()]


TRAININGS = Listing(
    slug="naloxone-trainings",
    caption=gettext_lazy("Overdose response trainings"),
    columns=(
        Column(name="held_on", label=gettext_lazy("Day"), value=lambda row: row.held_on),
        Column(name="people", label=gettext_lazy("People"), value=lambda row: row.people, numeric=True),
        Column(
            name="audience", label=gettext_lazy("Who they were"), value=TrainingEvent.get_audience_display
        ),
        Column(
            name="topics",
            label=gettext_lazy("What was covered"),
            value=lambda row: ", ".join(row.topic_labels),
            hide_on_phone=True,
        ),
        Column(name="minutes", label=gettext_lazy("Minutes"), value=lambda row: row.minutes, numeric=True),
        Column(name="site", label=gettext_lazy("Site"), value=lambda row: row.site.name, hide_on_phone=True),
        Column(
            name="act",
            label=gettext_lazy("Recorded by mistake?"),
            value=lambda row: row.uid,
            cell_template="naloxone/training_cell.html",
            export=False,
        ),
    ),
    sorts=(Sort(name="held_on", label=gettext_lazy("Day"), field="held_on", descending=True),),
    filters=(
        ChoiceFilter(name="audience", label=gettext_lazy("Who they were"), choices=Audience.choices),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        DateRangeFilter(name="held_on", label=gettext_lazy("Day")),
    ),
    empty_icon="people",
    empty_title=gettext_lazy("No group trainings yet"),
    empty_text=gettext_lazy("Add one after it was held: a headcount is enough, no names."),
)


@require_GET
@page("naloxone:training:view")
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    trainings = live_trainings(actor).select_related("site")
    in_reach = trainings if actor.site_ids is None else trainings.filter(site_id__in=actor.site_ids)
    return list_response(
        request,
        TRAININGS,
        in_reach,
        template="naloxone/trainings.html",
        context={"may_record": actor.may("naloxone:training:record")},
        what="trainings",
    )


@require_http_methods(["GET", "POST"])
@page("naloxone:training:record")
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = TrainingForm(actor, request.POST or None, initial=site_of(request))
    if form.is_valid() and tried(form, lambda: record_training(form.training(), by=actor)) is not None:
        messages.success(request, _("The training is recorded."))
        return redirect("naloxone:trainings")
    return render(request, "naloxone/training_form.html", {"form": form})


@require_POST
@page("naloxone:training:record")
def void(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    void_training(fetch_for(actor, TrainingEvent, may="naloxone:training:record", uid=uid), by=actor)
    messages.success(request, _("The training no longer counts. It stays in the history."))
    return redirect("naloxone:trainings")
