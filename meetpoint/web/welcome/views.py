"""The pages of the first visit. They are there only while there is no organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import public
from meetpoint.core.ui.middleware import nothing_here
from meetpoint.lib.errors import DomainError
from meetpoint.web.settings.answers import show_refusal
from meetpoint.web.welcome.actions import Welcomed, is_set_up, welcome_organisation
from meetpoint.web.welcome.forms import OrganisationStep, PeopleStep, newcomer_from


@require_http_methods(["GET", "POST"])
@never_cache
@public
def welcome(request: HttpRequest) -> HttpResponse:
    if is_set_up():
        raise nothing_here()
    first = OrganisationStep(request.POST or None)
    if not first.is_valid() or "back" in request.POST:
        return render(request, "web/welcome/organisation.html", {"form": first})
    if "email" not in request.POST:
        return _second_step(request, first, PeopleStep())
    second = PeopleStep(request.POST)
    welcomed = _made(first, second) if second.is_valid() else None
    if welcomed is not None:
        return redirect(welcomed.link)
    page = "web/welcome/organisation.html"
    return render(request, page, {"form": first}) if first.errors else _second_step(request, first, second)


def _made(first: OrganisationStep, second: PeopleStep) -> Welcomed | None:
    try:
        return welcome_organisation(newcomer_from(first, second))
    except DomainError as refused:
        show_refusal(first if refused.fields.keys() & first.fields.keys() else second, refused)
        return None


def _second_step(request: HttpRequest, first: OrganisationStep, second: PeopleStep) -> HttpResponse:
    kept = [(field.html_name, field.value() or "") for field in first]
    return render(request, "web/welcome/people.html", {"form": second, "kept": kept})
