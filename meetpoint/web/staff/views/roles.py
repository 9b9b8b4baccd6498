"""What each role may do here, and how staff must sign in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access import queries
from meetpoint.core.access.actions import roles
from meetpoint.core.access.forms import add_problem
from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.models import RoleName
from meetpoint.core.access.permissions import FIXED, POLICY, ROLES, VIEW
from meetpoint.core.access.proof.factors import is_factor_required
from meetpoint.core.modules.registry import area_of, registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.web.staff.forms import PolicyForm

GRACE = timedelta(days=14)
"""How long from now the page proposes to leave people for adding a passkey."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One permission of one role: held or not, and whether that is a change this organisation made."""

    role: str
    label: str
    is_held: bool
    is_changed: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One permission over all roles."""

    name: str
    description: str
    marks: tuple[Mark, ...]


@require_GET
@page(VIEW.name)
def matrix(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    context = {
        "roles": RoleName,
        "areas": _areas(actor, tuple(RoleName)),
        "may_change": actor.may(ROLES.name),
    }
    return render(request, "web/staff/roles.html", context)


@require_http_methods(["GET", "POST"])
@page(ROLES.name, fresh=True)
def change(request: StaffRequest, role: str) -> HttpResponse:
    actor: Actor = request.actor
    if role not in RoleName.values or role == RoleName.ADMINISTRATOR:
        raise NotFound(_("There is no such role to change."))
    if request.method == "POST":
        held = set(request.POST.getlist("held"))
        roles.change_role(role, {name: name in held for name in _changeable()}, by=actor)
        messages.success(request, _("Saved. It holds from the next page that anyone opens."))
        return redirect("web:staff:roles")
    chosen = RoleName(role)
    return render(request, "web/staff/role.html", {"role": chosen, "areas": _areas(actor, (chosen,))})


@require_http_methods(["GET", "POST"])
@page(POLICY.name, fresh=True)
def policy(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    held = queries.passkey_rules(actor.organisation_id)
    today = clock.now().date()
    to_come = [day for day in held.values() if day > today]
    initial = {
        "second_factor_required": is_factor_required(actor.organisation_id),
        "passkey_roles": list(held),
        "passkeys_from": min(to_come, default=today + GRACE),
    }
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with transaction.atomic():
                roles.require_passkeys(typed["passkey_roles"], typed["passkeys_from"] or today, by=actor)
                roles.set_sign_in_policy(second_factor_required=typed["second_factor_required"], by=actor)
        except DomainError as problem:
            add_problem(form, problem)
            return render(request, "web/staff/policy.html", {"form": form}, status=problem.status)
        messages.success(request, _("Saved."))
        return redirect("web:staff:people")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/staff/policy.html", {"form": form}, status=status)


def _changeable() -> list[str]:
    return [name for name in registry().permissions if name not in FIXED]


def _areas(actor: Actor, shown: tuple[RoleName, ...]) -> dict[str, list[Row]]:
    held = queries.permissions_by_role(actor.organisation_id)
    usual = registry().role_permissions
    areas: dict[str, list[Row]] = defaultdict(list)
    for name in _changeable():
        marks = tuple(
            Mark(
                role=role.value,
                label=str(role.label),
                is_held=name in held[role.value],
                is_changed=(name in held[role.value]) != (name in usual[role.value]),
            )
            for role in shown
        )
        row = Row(name=name, description=str(registry().permissions[name].description), marks=marks)
        areas[area_of(name)].append(row)
    return dict(areas)
