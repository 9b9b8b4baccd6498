"""The distribution policy: what holds where, since when and by whose rule, and adopting another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.services.syringe_services.actions.policies import adopt_policy
from meetpoint.services.syringe_services.forms import PolicyForm
from meetpoint.services.syringe_services.queries import policies_by_site, policy_versions


@require_GET
@page("syringe_services:policy:view")
def show(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    context = {
        "in_force": policies_by_site(actor),
        "versions": policy_versions(actor),
        "may_edit": actor.may("syringe_services:policy:edit"),
    }
    return render(request, "syringe_services/policies.html", context)


@require_http_methods(["GET", "POST"])
@page("syringe_services:policy:edit")
def adopt(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = PolicyForm(actor, request.POST or None)
    if form.is_valid() and tried(form, lambda: adopt_policy(form.policy(), by=actor)) is not None:
        messages.success(request, _("The policy is kept. It reminds; it never stops a hand-out."))
        return redirect("syringe_services:policies")
    return render(request, "syringe_services/policy_form.html", {"form": form})
