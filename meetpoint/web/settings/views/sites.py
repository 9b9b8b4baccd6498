"""The sites: a list, a form for each, closing and opening again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.organisations import actions
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.permissions import CHANGE_SITE
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.web.settings.answers import tried
from meetpoint.web.settings.forms import CloseForm, SiteForm


@require_GET
@page(CHANGE_SITE)
def show_list(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    sites = [site for site in Site.objects.of(actor) if actor.reaches(site.pk)]
    context = {
        "open_sites": [site for site in sites if site.closed_on is None],
        "closed_sites": [site for site in sites if site.closed_on is not None],
    }
    return render(request, "web/settings/sites.html", context)


@require_http_methods(["GET", "POST"])
@page(CHANGE_SITE)
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = SiteForm(request.POST or None)
    if form.is_valid() and tried(form, lambda: actions.add_site(form.details(), by=actor)):
        messages.success(request, _("Site added."))
        return redirect("web:settings:sites")
    return render(request, "web/settings/form.html", {"form": form, "heading": _("Add a site")})


@require_http_methods(["GET", "POST"])
@page(CHANGE_SITE)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    actor: Actor = request.actor
    site = fetch_for(actor, Site, may=CHANGE_SITE, slug=slug)
    form = SiteForm(request.POST or None, initial=SiteForm.initial_from(site))
    if form.is_valid() and tried(form, lambda: actions.change_site(site.pk, form.details(), by=actor)):
        messages.success(request, _("Saved."))
        return redirect("web:settings:sites")
    return _site_page(request, site, form, CloseForm(initial={"last_day": _today(actor)}))


@require_POST
@page(CHANGE_SITE)
def close(request: StaffRequest, slug: str) -> HttpResponse:
    actor: Actor = request.actor
    site = fetch_for(actor, Site, may=CHANGE_SITE, slug=slug)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _site_page(request, site, SiteForm(initial=SiteForm.initial_from(site)), form)
    actions.close_site(site.pk, last_day=form.cleaned_data["last_day"], by=actor)
    messages.success(request, _("%(site)s is closed. What was recorded there stays.") % {"site": site.name})
    return redirect("web:settings:sites")


@require_POST
@page(CHANGE_SITE)
def reopen(request: StaffRequest, slug: str) -> HttpResponse:
    actor: Actor = request.actor
    site = fetch_for(actor, Site, may=CHANGE_SITE, slug=slug)
    actions.reopen_site(site.pk, by=actor)
    messages.success(request, _("%(site)s is open again.") % {"site": site.name})
    return redirect("web:settings:sites")


def _site_page(request: StaffRequest, site: Site, form: SiteForm, close_form: CloseForm) -> HttpResponse:
    context = {"form": form, "site": site, "close_form": close_form}
    return render(request, "web/settings/site.html", context)


def _today(actor: Actor) -> str:
    return version_and_day(actor.organisation_id)[1].isoformat()
