"""People and roles: who works here, inviting, changing, letting in again, ending."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access import queries, rules
from meetpoint.core.access.actions import people
from meetpoint.core.access.forms import add_problem
from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.permissions import CHANGE, INVITE, RESET, REVOKE, ROLES, VIEW
from meetpoint.core.consent.lists import list_response
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.web.staff.forms import InviteForm, MemberForm
from meetpoint.web.staff.listings import PEOPLE, said_sites, state_of


@require_GET
@page(VIEW.name)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    context = {"may_invite": actor.may(INVITE.name), "may_change_roles": actor.may(ROLES.name)}
    found = queries.members(actor)
    return list_response(
        request, PEOPLE, found, template="web/staff/people.html", context=context, what="staff"
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(INVITE.name, fresh=True)
def invite(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    posted = request.method == "POST"
    form = InviteForm(request.POST if posted else None, actor=actor, initial={"all_sites": True})
    if not posted or not form.is_valid():
        return render(request, "web/staff/invite.html", {"form": form}, status=422 if posted else 200)
    typed = form.cleaned_data
    try:
        member, path = people.invite(
            typed["email"],
            typed["name"],
            typed["role"],
            all_sites=typed["all_sites"],
            sites=typed["sites"],
            by=actor,
        )
    except DomainError as problem:
        add_problem(form, problem)
        return render(request, "web/staff/invite.html", {"form": form}, status=problem.status)
    return _show_link(request, member, path)


@require_GET
@page(VIEW.name)
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    member = _member(actor, pk)
    within = not rules.is_self(actor, pk) and rules.is_within(actor, queries.reach_of(member))
    context = {
        "member": member,
        "state": state_of(member),
        "sites": said_sites(member),
        "link": queries.links_of(actor, [pk]).get(pk),
        "sessions": queries.sessions_of(member) if within and actor.may(REVOKE.name) else (),
        "is_self": rules.is_self(actor, pk),
        "may_change": within and actor.may(CHANGE.name) and member.ended_at is None,
        "may_invite": within and actor.may(INVITE.name) and member.joined_at is None,
        "may_reset": within and actor.may(RESET.name) and member.ended_at is None,
    }
    return render(request, "web/staff/person.html", context)


@require_http_methods(["GET", "POST"])
@page(CHANGE.name, fresh=True)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    member = _member(actor, pk)
    posted = request.method == "POST"
    form = MemberForm(request.POST if posted else None, actor=actor, initial=_initial(member))
    context = {"form": form, "member": member}
    if not posted or not form.is_valid():
        return render(request, "web/staff/change.html", context, status=422 if posted else 200)
    typed = form.cleaned_data
    try:
        people.change_member(
            member,
            typed["name"],
            typed["role"],
            all_sites=typed["all_sites"],
            sites=typed["sites"],
            by=actor,
        )
    except DomainError as problem:
        add_problem(form, problem)
        return render(request, "web/staff/change.html", context, status=problem.status)
    messages.success(request, _("Saved."))
    return redirect("web:staff:person", pk=pk)


@require_POST
@page(CHANGE.name, fresh=True)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    member = _member(actor, pk)
    people.end_membership(member, by=actor)
    messages.success(request, _("%(name)s cannot sign in here any more.") % {"name": member.display_name})
    return redirect("web:staff:people")


@never_cache
@require_POST
@page(VIEW.name, fresh=True)
def make_link(request: StaffRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    member = _member(actor, pk)
    wants_join = member.joined_at is None and request.POST.get("purpose") != "reset"
    make = people.invite_again if wants_join else people.make_reset_link
    return _show_link(request, member, make(member, by=actor))


@require_POST
@page(RESET.name, fresh=True)
def remove_factor(request: StaffRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    people.remove_factor(_member(actor, pk), by=actor)
    messages.success(
        request, _("The second factor is removed. The person sets up a new one when they sign in.")
    )
    return redirect("web:staff:person", pk=pk)


@require_POST
@page(REVOKE.name)
def end_sessions(request: StaffRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    count = people.end_sessions(_member(actor, pk), by=actor)
    said = ngettext("%(count)d session ended.", "%(count)d sessions ended.", count) % {"count": count}
    messages.success(request, said)
    return redirect("web:staff:person", pk=pk)


def _member(actor: Actor, pk: int) -> StaffMember:
    return fetch_for(actor, StaffMember, may=VIEW.name, pk=pk)


def _initial(member: StaffMember) -> dict[str, object]:
    return {
        "name": member.display_name,
        "role": member.role,
        "all_sites": member.all_sites,
        "sites": [str(pk) for pk in member.sites.values_list("pk", flat=True)],
    }


def _show_link(request: StaffRequest, member: StaffMember, path: str) -> HttpResponse:
    context = {"member": member, "address": request.build_absolute_uri(path)}
    return render(request, "web/staff/link.html", context)
