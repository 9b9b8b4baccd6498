"""Whom a recall concerns: the list, telling one person, and what came back without a code."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.people import queries as people
from meetpoint.core.people.handles import handle
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls import actions, listings, permissions, queries
from meetpoint.core.recalls.forms import BroughtBackForm, ToldForm
from meetpoint.core.recalls.models import Recall, Told
from meetpoint.core.supplies.listings.words import site_choices
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import DomainError, NotFound


@require_GET
@page(permissions.TELL)
def show_people(request: StaffRequest, uid: UUID) -> HttpResponseBase:
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.TELL, uid=uid)
    lots, _packings = queries.lots_of_recall(actor, recall.pk)
    return list_response(
        request,
        listings.people_of(recall),
        queries.people_concerned(actor, lots),
        template="recalls/people.html",
        context={"recall": recall, "anonymous": queries.anonymous_reached(actor, lots)},
        what="people to tell",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.TELL)
def tell(request: StaffRequest, uid: UUID, person: UUID) -> HttpResponse:
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.TELL, uid=uid)
    participant = _person(request, person)
    told = Told.objects.of(actor).filter(recall=recall, participant=participant).first()
    initial = {"outcome": told.outcome} if told else {}
    form = ToldForm(request.POST or None, initial=initial)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        done = tried(form, lambda: actions.tell_person(uid, participant, outcome=outcome, by=actor))
        if done:
            messages.success(
                request, _("Written down: %(mark)s was told.") % {"mark": handle(participant.uid)}
            )
            return redirect("recalls:people", uid)
    everyone = people.joined_ids(actor, participant)
    reached = queries.lots_in_words(actor, recall.pk)
    context = {
        "recall": recall,
        "person": participant,
        "mark": handle(participant.uid),
        "given": queries.given_to(actor, everyone, reached),
        "told": told,
        "form": form,
    }
    return render(request, "recalls/tell.html", context)


@require_POST
@page(permissions.TELL)
def untell(request: StaffRequest, uid: UUID, person: UUID) -> HttpResponse:
    fetch_for(request.actor, Recall, may=permissions.TELL, uid=uid)
    actions.untell_person(uid, _person(request, person), by=request.actor)
    messages.success(request, _("Taken back. This person is on the list again."))
    return redirect("recalls:tell", uid, person)


@require_POST
@page(permissions.TELL)
def brought_back(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    fetch_for(actor, Recall, may=permissions.TELL, uid=uid)
    form = BroughtBackForm(request.POST, sites=site_choices(actor))
    if not form.is_valid():
        messages.error(request, _("Write how many came back, from 1 up, and where."))
        return redirect("recalls:detail", uid)
    said = form.cleaned_data
    try:
        actions.take_in_brought_back(
            uid, site_id=said["site"], units=said["units"], by=actor, batch=said["batch"]
        )
    except DomainError as problem:
        if problem.status == 403:
            raise
        messages.error(request, str(problem))
    else:
        text = ngettext("%(units)d unit came back.", "%(units)d units came back.", said["units"])
        messages.success(request, text % {"units": said["units"]})
    return redirect("recalls:detail", uid)


def _person(request: StaffRequest, uid: UUID) -> Participant:
    found = fetch_for(request.actor, Participant, may=permissions.TELL, uid=uid)
    person = people.kept_record(request.actor, found)
    if person.erased_at is not None:
        raise NotFound(_("This record is not here."))
    return person
