"""Pages of referrals: the list, making one, one as it stands, its slip and its file for the receiver."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.deciding.notices import STATEMENT
from meetpoint.core.consent.errors import DisclosureRefused
from meetpoint.core.consent.gate import disclose
from meetpoint.core.consent.lists import list_response
from meetpoint.core.directory.views.listing import hours_said
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import VIEW as VIEW_PEOPLE
from meetpoint.core.people.queries import kept_record
from meetpoint.core.referrals import actions, listings, permissions, queries, rules
from meetpoint.core.referrals.actions.planning import may_be_handed_off
from meetpoint.core.referrals.fhir.files import file_for_receiver
from meetpoint.core.referrals.forms import ChangeForm, DraftForm, HandOffForm, PlanForm, ReferralForm
from meetpoint.core.referrals.forms.moments import there, typed, zone_of
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.REFERRALS,
        queries.referrals_of(actor),
        template="referrals/list.html",
        context={"may_make": actor.may(permissions.MAKE), "may_change": actor.may(permissions.CHANGE)},
        what="referrals",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.MAKE)
def add(request: StaffRequest) -> HttpResponse:
    return _adding(request, None)


@require_http_methods(["GET", "POST"])
@page(permissions.MAKE)
def add_for(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = fetch_for(request.actor, Participant, may=VIEW_PEOPLE, uid=uid)
    refuse_erased(found)
    return _adding(request, kept_record(request.actor, found))


def _adding(request: StaffRequest, person: Participant | None) -> HttpResponse:
    actor = request.actor
    form = ReferralForm(actor, request.POST or None, initial=asked_for(request), person=person)
    if form.is_valid():
        new = _new_referral(form, draft="draft" in request.POST)
        made = tried(form, lambda: actions.make_referral(new, by=actor), also=(DisclosureRefused,))
        if made is not None:
            messages.success(request, _made_words(made))
            return redirect("referrals:detail", made.uid)
    return render(request, "referrals/make.html", {"form": form, "heading": _("Make a referral")})


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    return _detail(request, _found(request, uid, permissions.VIEW))


@require_POST
@page(permissions.CHANGE)
def change(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = _found(request, uid, permissions.CHANGE)
    form = ChangeForm(referral.status, request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "said_by", "on", "outcome")}
        status = form.cleaned_data["status"]
        if tried(form, lambda: actions.change_status(uid, status, by=actor, **said)) is not None:
            messages.success(request, _("Saved."))
            return redirect("referrals:detail", uid)
    return _detail(request, referral, form=form)


@require_POST
@page(permissions.CHANGE)
def plan(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = _found(request, uid, permissions.CHANGE)
    form = PlanForm(actor, referral, request.POST)
    if form.is_valid() and tried(form, lambda: actions.plan_referral(uid, form.plan(), by=actor)) is not None:
        messages.success(request, _("Saved."))
        return redirect("referrals:detail", uid)
    return _detail(request, referral, plan_form=form)


@require_POST
@page(permissions.CHANGE)
def hand_off(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = _found(request, uid, permissions.CHANGE)
    form = HandOffForm(actor, referral, request.POST)
    if form.is_valid() and tried(form, lambda: actions.hand_off(uid, form.hand_off(), by=actor)) is not None:
        messages.success(request, _("Saved."))
        return redirect("referrals:detail", uid)
    return _detail(request, referral, handoff_form=form)


@require_http_methods(["GET", "POST"])
@page(permissions.MAKE)
def revise(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    draft = _found(request, uid, permissions.MAKE)
    form = DraftForm(actor, draft, request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        revised = actions.Revised(
            kind=said["kind"],
            entry_id=said["entry"].pk if said["entry"] else None,
            to_name=said["to_name"],
            urgency=said["urgency"],
            provenance=said["provenance"],
        )
        if tried(form, lambda: actions.revise_draft(uid, revised, by=actor)) is not None:
            messages.success(request, _("Saved."))
            return redirect("referrals:detail", uid)
    return render(request, "referrals/form.html", {"form": form, "heading": _("Change the draft")})


@require_POST
@page(permissions.MAKE)
def send(request: StaffRequest, uid: UUID) -> HttpResponse:
    sent = actions.send_referral(uid, by=request.actor)
    messages.success(request, _made_words(sent))
    return redirect("referrals:detail", uid)


@require_GET
@page(permissions.VIEW)
def slip(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = _found(request, uid, permissions.VIEW)
    disclose(
        actor,
        kind="print",
        what="referral_slip",
        purpose="referral",
        recipient="participant",
        participant_id=referral.participant_id,
        rows=1,
    )
    hours = hours_said(referral.entry) if referral.entry else ""
    context = {"referral": referral, "destination": queries.destination(referral), "hours": hours}
    return render(request, "referrals/slip.html", {**context, "appointment": _appointment(referral)})


@require_POST
@page(permissions.VIEW)
def download(request: StaffRequest, uid: UUID) -> HttpResponse:
    made = file_for_receiver(_found(request, uid, permissions.VIEW), by=request.actor)
    answer = HttpResponse(made.text, content_type="application/fhir+json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer["Cache-Control"] = "no-store"
    if made.notice.startswith(STATEMENT):
        answer["Disclosure-Notice"] = STATEMENT
    return answer


def asked_for(request: StaffRequest) -> dict[str, Any]:
    """Return what a link to a form says already, and the site where one works."""
    site: Site | None = request.site  # type: ignore[assignment]
    asked = {name: request.GET[name] for name in ("site", "entry", "kind") if name in request.GET}
    return {"site": site.pk if site else None, **asked}


def _found(request: StaffRequest, uid: UUID, may: str) -> Referral:
    return fetch_for(request.actor, Referral, may=may, uid=uid)


def _detail(
    request: StaffRequest,
    referral: Referral,
    *,
    form: ChangeForm | None = None,
    plan_form: PlanForm | None = None,
    handoff_form: HandOffForm | None = None,
) -> HttpResponse:
    actor = request.actor
    form = form or ChangeForm(referral.status)
    may_change = actor.may(permissions.CHANGE, site_id=referral.site_id)
    is_draft = referral.status == ReferralStatus.DRAFT
    names = staff_names(actor)
    context = {
        "referral": referral,
        "status": listings.status_of(referral),
        "destination": queries.destination(referral),
        "urgency": listings.urgency_of(referral.urgency),
        "steps": [(step, names.get(step.staff_id or 0, "")) for step in referral.changes.order_by("id")],
        "appointment": _appointment(referral),
        "handed_off_by": names.get(referral.handoff_by or 0, ""),
        "form": form if may_change and form.possible else None,
        "is_draft": is_draft,
        "may_send": is_draft and actor.may(permissions.MAKE, site_id=referral.site_id),
    }
    if may_change and rules.is_open(referral.status):
        context["plan_form"] = plan_form or PlanForm(actor, referral)
    if may_change and may_be_handed_off(referral):
        context["handoff_form"] = handoff_form or HandOffForm(actor, referral)
    return render(request, "referrals/detail.html", context)


def _appointment(referral: Referral) -> Any:
    """Return the appointment as a clock there shows it."""
    return typed(referral.appointment_at, referral.appointment_zone or "UTC")


def _made_words(referral: Referral) -> str:
    if referral.status == ReferralStatus.DRAFT:
        return _("Kept as a draft. Nobody was told yet.")
    return _("Referral made. Give the person the slip.")


def _new_referral(form: ReferralForm, *, draft: bool) -> actions.NewReferral:
    said = form.cleaned_data
    now, site = clock.now(), said["site"]
    at = there(said["appointment_at"], zone_of(site))
    return actions.NewReferral(
        uid=said["uid"],
        site_id=site.pk,
        kind=said["kind"],
        local_date=today_at(site),
        made_at=now,
        entry_id=said["entry"].pk if said["entry"] else None,
        to_name=said["to_name"],
        participant_id=form.participant_id,
        follow_up_on=said["follow_up_on"],
        urgency=said["urgency"],
        provenance=said["provenance"],
        plan=actions.Plan(
            appointment_at=at, appointment_zone=zone_of(site) if at else "", transport=said["transport"]
        ),
        draft=draft,
    )
