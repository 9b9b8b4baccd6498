"""When to order what, and where it is ordered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.supplies import actions, permissions, queries
from meetpoint.core.supplies.actions import Ordering
from meetpoint.core.supplies.forms import SupplierForm, kind_label
from meetpoint.core.supplies.listings.reorder import ranked, reorder_listing
from meetpoint.core.supplies.models import Sourcing, Supplier
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.supplies.views.choosing import items_in_use, named
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import DomainError
from meetpoint.lib.numbers import whole_number


@dataclass(frozen=True, slots=True)
class SourcingRow:
    """An item with what was chosen and typed about where it is ordered."""

    item: ItemFacts
    supplier: str
    lead: str

    @property
    def supplier_field(self) -> str:
        return f"supplier-{self.item.id}"

    @property
    def lead_field(self) -> str:
        return f"lead-{self.item.id}"


@require_GET
@page(permissions.VIEW)
def reorder(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    places = queries.places_of(actor)
    site_id = named(request.GET.get("site", ""))
    rows = queries.reorder_list(actor, site_id=site_id if site_id in places else None)
    return list_response(
        request,
        reorder_listing(rows),
        ranked(rows, actor),
        template="supplies/reorder.html",
        context={"may_change": actor.may(permissions.CHANGE_PAR)},
        what="reorder list",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_PAR)
def sourcing(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    suppliers = list(Supplier.objects.of(actor))
    rows, present = _rows(request), _present(request)
    problem = ""
    if request.method == "POST":
        try:
            changed = [row for row in rows if (row.supplier, row.lead) != present.get(row.item.id, ("", ""))]
            actions.set_sourcing({row.item.id: _ordering(row) for row in changed}, by=actor)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("supplies:reorder")
    context = {
        "groups": _grouped(rows),
        "suppliers": [(str(one.pk), one) for one in suppliers],
        "form": SupplierForm(),
        "problem": problem,
    }
    return render(request, "supplies/sourcing.html", context)


@require_POST
@page(permissions.CHANGE_PAR)
def keep_supplier(request: StaffRequest) -> HttpResponse:
    form = SupplierForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        kept = tried(
            form,
            lambda: actions.keep_supplier(said["name"], lead_days=said["lead_days"], by=request.actor),
        )
        if kept:
            messages.success(request, _("Saved: %(supplier)s.") % {"supplier": kept})
            return redirect("supplies:sourcing")
    for faults in form.errors.values():
        messages.error(request, " ".join(map(str, faults)))
    return redirect("supplies:sourcing")


def _present(request: StaffRequest) -> dict[int, tuple[str, str]]:
    rows = Sourcing.objects.of(request.actor)
    return {
        row.item_id: (str(row.supplier_id or ""), "" if row.lead_days is None else str(row.lead_days))
        for row in rows
    }


def _rows(request: StaffRequest) -> list[SourcingRow]:
    present = _present(request)
    rows = []
    for item in items_in_use(request.actor):
        supplier, lead = present.get(item.id, ("", ""))
        rows.append(
            SourcingRow(
                item,
                request.POST.get(f"supplier-{item.id}", supplier),
                request.POST.get(f"lead-{item.id}", lead).strip(),
            )
        )
    return rows


def _ordering(row: SourcingRow) -> Ordering:
    days = whole_number(row.lead, most=9_999) if row.lead else None
    if row.lead and days is None:
        raise DomainError(_("Write whole days, such as 10, or nothing: %(item)s.") % {"item": row.item.label})
    return Ordering(supplier_id=named(row.supplier) or None, lead_days=days)


def _grouped(rows: Sequence[SourcingRow]) -> list[tuple[str, list[SourcingRow]]]:
    groups: dict[str, list[SourcingRow]] = {}
    for row in rows:
        groups.setdefault(kind_label(row.item.kind), []).append(row)
    return list(groups.items())
