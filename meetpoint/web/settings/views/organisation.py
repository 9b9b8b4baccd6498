"""The organisation's details."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.organisations import actions, permissions
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.web.settings.answers import tried
from meetpoint.web.settings.forms import OrganisationForm


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_ORGANISATION)
def change(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.initial_from(organisation))
    if form.is_valid() and tried(form, lambda: actions.change_organisation(form.details(), by=actor)):
        messages.success(request, _("Saved."))
        return redirect("web:settings:organisation")
    return render(request, "web/settings/form.html", {"form": form, "heading": _("Organisation")})
