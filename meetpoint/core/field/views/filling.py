"""Standalone forms on a page: choose one, choose the site, fill in, saved once."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.field import permissions
from meetpoint.core.field.actions.filling import Sheet, save_sheet
from meetpoint.core.field.forms.declared import SheetForm
from meetpoint.core.field.queries import Offer, offer, offers
from meetpoint.core.organisations.models import Site
from meetpoint.lib import clock, slip_codes
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.lib.numbers import LONGEST, whole_number


@require_GET
@page(permissions.FILL)
def show_forms(request: StaffRequest) -> HttpResponse:
    return render(request, "field/forms.html", {"offers": offers(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(permissions.FILL)
def fill(request: StaffRequest, slug: str) -> HttpResponse:
    by = request.actor
    found = offer(slug, by)
    if found is None:
        raise NotFound(_("There is no such form here. It may have been taken out of use."))
    by.require(found.form.permission)
    if not found.places:
        return render(request, "field/nowhere.html", {"offer": found})
    if request.method == "POST":
        return _save(request, found)
    site_id = _site_in(request.GET.get("site", ""), found) or _site_of(request, found)
    return _show(request, found, site_id, _form(found, site_id))


def _save(request: StaffRequest, found: Offer) -> HttpResponse:
    site_id = _site_in(request.POST.get("site", ""), found)
    form = _form(found, site_id or _site_of(request, found), request.POST)
    if site_id is None:
        form.add_error(None, _("Choose one of the sites that offer this form."))
    if form.is_valid() and site_id is not None:
        sheet = Sheet(
            uid=form.sheet_uid(),
            form=found.form.slug,
            site_id=site_id,
            occurred_at=clock.now(),
            raw=form.raw(),
        )
        if _is_saved(sheet, form, found, request):
            if found.form.slip and not sheet.raw.get(found.form.slip.instead):
                # Not after a redirect: the code would have to be kept on the way.
                code = slip_codes.spoken(slip_codes.code_of(sheet.uid))
                return render(request, "field/slip.html", {"offer": found, "site_id": site_id, "code": code})
            messages.success(request, _("%(form)s: saved.") % {"form": found.form.title})
            again = reverse("field:form", args=[found.form.slug])
            return HttpResponseRedirect(f"{again}?{urlencode({'site': site_id})}")
    response = _show(request, found, site_id or _site_of(request, found), form)
    response.status_code = 422
    return response


def _is_saved(sheet: Sheet, form: SheetForm, found: Offer, request: StaffRequest) -> bool:
    """Save, and tell whether it was; what was refused is then said in the form."""
    try:
        save_sheet(sheet, by=request.actor)
    except DomainError as problem:
        if problem.status in {403, 404}:
            raise
        names = {found.policy_name(field): field.name for field in form.declared}
        for name, message in (problem.fields or {"": problem.message}).items():
            name = names.get(name, name)
            form.add_error(name if name in form.fields else None, message)
        return False
    return True


def _show(request: StaffRequest, found: Offer, site_id: int, form: SheetForm) -> HttpResponse:
    context = {"offer": found, "form": form, "site": found.places[site_id], "places": found.places.values()}
    return render(request, "field/form.html", context)


def _form(found: Offer, site_id: int, data: object = None) -> SheetForm:
    fields = found.fields_at(site_id)
    asked = frozenset(field.name for field in fields if found.is_asked(field))
    return SheetForm(fields, asked, data, site_id=site_id)


def _site_in(text: str, found: Offer) -> int | None:
    site_id = whole_number(text, most=10**LONGEST - 1)
    return site_id if site_id in found.places else None


def _site_of(request: StaffRequest, found: Offer) -> int:
    """Return the site where the person is working if the form is offered there, else the first one."""
    present = cast("Site | None", request.site)
    return present.pk if present and present.pk in found.places else next(iter(found.places))
