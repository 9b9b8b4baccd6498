"""Strips: reading them one after the other, how each is used, and results of lots that were set aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import Column, Listing, Sort
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import DomainError
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.results import record_analysis
from meetpoint.services.drug_checking.actions.strips import say_strip
from meetpoint.services.drug_checking.forms.deciding import StripProductInput
from meetpoint.services.drug_checking.forms.pages import StripInput, site_of
from meetpoint.services.drug_checking.models import Sample, StripProduct
from meetpoint.services.drug_checking.queries.samples import sample_of_code
from meetpoint.services.drug_checking.queries.strips import (
    KIND,
    products,
    results_of_lots_set_aside,
    strip_items,
    strip_lots,
)


@require_http_methods(["GET", "POST"])
@page(permissions.TEST)
def read(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    initial = {**site_of(request), "target": request.GET.get("target", ""), "code": ""}
    lots = dict(pair for pairs in strip_lots(actor, list(places_of(actor))).values() for pair in pairs)
    form = StripInput(actor, request.POST or None, lots=list(lots.items()), initial=initial)
    if form.is_valid() and tried(form, lambda: _record(form, actor)) is not None:
        messages.success(request, _("Stored. The next strip can be read."))
        return redirect(f"{reverse('drug_checking:strips')}?target={form.cleaned_data['target']}")
    told = list(products(actor).values())
    return render(request, "drug_checking/strips.html", {"form": form, "products": told})


def _record(form: StripInput, actor: Actor) -> Sample:
    sample = sample_of_code(form.cleaned_data["code"], actor)
    if sample is None:
        message = _("No sample here has this slip. Take the sample in first.")
        raise DomainError(message, fields={"code": message})
    record_analysis(sample, form.analysis(), by=actor)
    return sample


@require_GET
@page(permissions.VIEW)
def show_products(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    told = products(actor)
    rows = [(item, told.get(item.pk)) for item in strip_items(actor)]
    context = {"rows": rows, "may_change": actor.may(permissions.CHANGE_STRIPS)}
    return render(request, "drug_checking/strip_products.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_STRIPS)
def change_product(request: StaffRequest, slug: str) -> HttpResponse:
    actor: Actor = request.actor
    item = fetch_for(actor, Item, may=permissions.CHANGE_STRIPS, slug=slug, kind=KIND)
    stored = StripProduct.objects.of(actor).filter(item=item).first()
    form = StripProductInput(request.POST or None, instance=stored)
    if form.is_valid() and tried(form, lambda: say_strip(item.pk, form.cleaned_data, by=actor)) is not None:
        messages.success(request, _("Stored. Results keep the limit that held on their day."))
        return redirect("drug_checking:strip_products")
    return render(request, "drug_checking/strip_product_form.html", {"form": form, "item": item})


DOUBTFUL = Listing(
    slug="strip-results-set-aside",
    caption=gettext_lazy("Results of strips that were set aside"),
    columns=(
        Column(name="tested_on", label=gettext_lazy("Tested"), value=lambda row: row.tested_on),
        Column(name="target", label=gettext_lazy("For"), value=lambda row: row.get_target_display()),
        Column(name="outcome", label=gettext_lazy("Result"), value=lambda row: row.get_outcome_display()),
        Column(name="lot", label=gettext_lazy("Lot"), value=lambda row: row.lot_number),
        Column(
            name="read",
            label=gettext_lazy("Read by the person"),
            value=lambda row: row.sample.released_at is not None,
        ),
    ),
    sorts=(Sort(name="tested_on", label=gettext_lazy("Tested"), field="tested_on", descending=True),),
    url=lambda row: reverse("drug_checking:sample", args=[row.sample.uid]),
    empty_icon="strip",
    empty_title=gettext_lazy("No result rests on a lot that was set aside"),
    empty_text=gettext_lazy(
        "When a lot of strips is recalled or set aside, the results that it gave are listed here."
    ),
)


@require_GET
@page(permissions.VIEW)
def doubtful(request: StaffRequest) -> HttpResponseBase:
    rows = results_of_lots_set_aside(request.actor).select_related("sample")
    return list_response(request, DOUBTFUL, rows, template="drug_checking/doubtful.html", what="samples")
