"""Clinical, legal and programme values: what holds, and setting one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations import actions
from meetpoint.core.organisations.models import Setting
from meetpoint.core.organisations.options import option_in_force, written
from meetpoint.core.organisations.permissions import CHANGE_OPTION
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.middleware import nothing_here
from meetpoint.web.settings.answers import tried
from meetpoint.web.settings.forms import OptionForm, ground_initial
from meetpoint.web.settings.sheets import option_line, option_sheets


@require_GET
@page(CHANGE_OPTION)
def show_list(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    return render(request, "web/settings/options.html", {"sheets": option_sheets(actor.organisation_id)})


@require_http_methods(["GET", "POST"])
@page(CHANGE_OPTION)
def change(request: StaffRequest, name: str) -> HttpResponse:
    actor: Actor = request.actor
    option = registry().options.get(name)
    if option is None:
        raise nothing_here()
    line = option_line(option_in_force(actor.organisation_id, name))
    today = version_and_day(actor.organisation_id)[1]
    initial = {"value": written(option, line.option.value), **ground_initial(today, actor.name)}
    form = OptionForm(option, request.POST or None, initial=initial)
    if form.is_valid() and tried(
        form, lambda: actions.set_option(name, form.cleaned_data["value"], form.ground(), by=actor)
    ):
        messages.success(request, _("Saved."))
        return redirect("web:settings:options")
    history = Setting.objects.of(actor).filter(name=name).order_by("-effective_from")
    return render(request, "web/settings/option.html", {"form": form, "line": line, "history": history})
