"""Looking at recalls: the list, one of them with everything it reaches, the encounters."""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.lists import list_response
from meetpoint.core.encounters import permissions as encounters
from meetpoint.core.recalls import listings, permissions, queries
from meetpoint.core.recalls.actions.lots import marked_lots
from meetpoint.core.recalls.forms import BroughtBackForm
from meetpoint.core.recalls.models import Named, Recall, Step
from meetpoint.core.recalls.rules import Name, lots_meant
from meetpoint.core.supplies.listings.words import site_choices
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.supplies.serials import stored_serials
from meetpoint.core.tenancy.actor import Actor


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    return list_response(
        request,
        listings.RECALLS,
        Recall.objects.of(request.actor),
        template="recalls/list.html",
        context={"may_change": request.actor.may(permissions.CHANGE)},
        what="recalls",
    )


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.VIEW, uid=uid)
    reached = queries.everything_reached(actor, recall.pk)
    items = catalogue(actor.organisation_id)
    context = {
        "recall": recall,
        "state": listings.state_of(recall),
        "named": _named(actor, recall),
        "reached": reached,
        "held": [(one, uuid4()) for one in reached.held],
        "unlotted": [(items[pk], units) for pk, units in reached.unlotted.items()],
        "progress": queries.progress_of(actor, recall, reached),
        "steps": _steps(actor, recall),
        "back": BroughtBackForm(sites=site_choices(actor), initial={"site": _here(request)}),
        "may_change": actor.may(permissions.CHANGE),
        "may_tell": actor.may(permissions.TELL),
        "may_see_encounters": actor.may(encounters.VIEW),
    }
    return render(request, "recalls/detail.html", context)


@require_GET
@page(encounters.VIEW)
def show_encounters(request: StaffRequest, uid: UUID) -> HttpResponseBase:
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.VIEW, uid=uid)
    reached = queries.lots_in_words(actor, recall.pk)
    rows: QuerySet[Any] = queries.encounters_reached(actor, reached).select_related("participant")
    return list_response(
        request,
        listings.encounters_of(reached),
        rows,
        template="recalls/sublist.html",
        context={"recall": recall},
        what="recalled encounters",
    )


def _named(actor: Actor, recall: Recall) -> list[tuple[Named, str, int]]:
    lots = marked_lots(actor)
    found = []
    for named in Named.objects.of(actor).filter(recall=recall).select_related("item").order_by("id"):
        name = Name(named.number, stored_serials(named.serial_from, named.serial_to), named.item_id)
        found.append((named, listings.name_in_words(named), len(lots_meant([name], lots))))
    return found


def _steps(actor: Actor, recall: Recall) -> list[tuple[Step, str]]:
    steps = list(Step.objects.of(actor).filter(recall=recall).select_related("site").order_by("-at", "-id"))
    members = StaffMember.objects.of(actor).filter(pk__in={step.staff_id for step in steps if step.staff_id})
    names = dict(members.values_list("pk", "display_name"))
    return [(step, names.get(step.staff_id or 0, "")) for step in steps]


def _here(request: StaffRequest) -> int | None:
    present = getattr(request, "site", None)
    return present.pk if present else None
