"""What was seen over time, and making it public."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.charts import Series, line_chart
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.publishing import publish_data, withdraw_data
from meetpoint.services.drug_checking.forms.deciding import PublishDataInput
from meetpoint.services.drug_checking.models import Level, PublishedData, Target
from meetpoint.services.drug_checking.queries.over_time import first_seen, positivity, substances_by_month

MONTHS = (12, 24, 36)


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    months = next((count for count in MONTHS if str(count) == request.GET.get("months")), MONTHS[0])
    level = request.GET.get("level", "")
    level = level if level in Level.values else Level.CONFIRMED.value
    last = clock.now().date()
    first = _months_before(last, months - 1)
    seen = substances_by_month(actor, first, last, level)
    chart = line_chart(
        _("Samples in which it was seen"),
        seen.months,
        [Series(name=name, values=values) for name, values in seen.lines],
        note=_("People choose what they bring: this describes samples, not all that is sold."),
    )
    context = {
        "chart": chart,
        "has_lines": bool(seen.lines),
        "level": level,
        "levels": Level.choices,
        "months": months,
        "spans": MONTHS,
        "positivity": [(one, Target(one.target).label) for one in positivity(actor, first, last, level)],
        "firsts": first_seen(actor, first, last),
    }
    return render(request, "drug_checking/over_time.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.PUBLISH_DATA)
def publish(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    today = clock.now().date()
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    initial = {
        "uid": uuid7(),
        "first": quarter.replace(year=quarter.year - 1),
        "last": quarter - timedelta(days=1),
    }
    form = PublishDataInput(request.POST or None, initial=initial)
    if form.is_valid():
        made = tried(form, lambda: publish_data(**form.cleaned_data, by=actor))
        if made is not None:
            messages.success(request, _("The data set is public."))
            return redirect("drug_checking:publish")
    public = PublishedData.objects.of(actor).filter(withdrawn_at=None).defer("content").first()
    return render(request, "drug_checking/publish.html", {"form": form, "public": public})


@require_POST
@page(permissions.PUBLISH_DATA)
def withdraw(request: StaffRequest, uid: UUID) -> HttpResponse:
    withdraw_data(
        fetch_for(request.actor, PublishedData, may=permissions.PUBLISH_DATA, uid=uid), by=request.actor
    )
    messages.success(request, _("The data set is not public any more."))
    return redirect("drug_checking:publish")


def _months_before(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)
