"""Pages for everybody, without signing in: a result by its code, alerts, the strip guide, the data set."""

from __future__ import annotations

import gzip
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import public
from meetpoint.core.access.proof.allowances import Draw, Limit, TooManyTries, give_back, take
from meetpoint.core.access.proof.networks import network_of
from meetpoint.core.organisations.options import option_value
from meetpoint.lib.errors import NotFound
from meetpoint.services.drug_checking.advice import advice_about, advice_for, words_of
from meetpoint.services.drug_checking.forms.pages import CodeInput
from meetpoint.services.drug_checking.models import Alert, Colour, words_in
from meetpoint.services.drug_checking.options import WHERE_TO_ASK
from meetpoint.services.drug_checking.queries.alerts import public_alerts
from meetpoint.services.drug_checking.queries.published import public_set, public_sets
from meetpoint.services.drug_checking.queries.samples import told_under
from meetpoint.services.drug_checking.vocabulary import label_of_substance
from meetpoint.services.drug_checking.vocabulary.expected import label_of_expected

GUESSES = Limit(slug="drug-checking-code", burst=10, every_seconds=60)
"""Of one network. A code has 60 random bits; what is found is given back, so that only misses count."""


@never_cache
@require_http_methods(["GET", "POST"])
@public
def result(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and tell its result. The code never stands in an address, nor in a log."""
    form = CodeInput(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "drug_checking/public_code.html", {"form": form})
    draw = Draw(GUESSES, (network_of(request),))
    try:
        take(draw)
    except TooManyTries as problem:
        form.add_error(None, str(problem))
        return render(request, "drug_checking/public_code.html", {"form": form}, status=problem.status)
    told = told_under(form.cleaned_data["code"])
    if told is None:
        return render(request, "drug_checking/public_code.html", {"form": form, "nothing": True})
    give_back([draw])
    context = {
        "told": told,
        "advice": advice_for(told),
        "ask": option_value(told.sample.organisation_id, WHERE_TO_ASK) or "",
    }
    return render(request, "drug_checking/public_result.html", context)


@require_GET
@public
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "drug_checking/public_guide.html")


@require_GET
@public
def show_alerts(request: HttpRequest) -> HttpResponse:
    shown = [_words(alert) for alert in public_alerts()[:50]]
    return render(request, "drug_checking/public_alerts.html", {"alerts": shown})


@require_GET
@public
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    alert = public_alerts().filter(uid=uid).first()
    if alert is None:
        raise NotFound(_("This alert is not public any more."))
    where = option_value(alert.organisation_id, WHERE_TO_ASK) or ""
    context = {
        **_words(alert),
        "ask": where,
        "advice": advice_about(words_of([alert.substance])),
        "looks": [str(colour.label) for colour in Colour if colour in words_in(alert.colours)],
    }
    return render(request, "drug_checking/public_sheet.html", context)


@require_GET
@public
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "drug_checking/public_data.html", {"sets": public_sets()[:50]})


@require_GET
@public
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = public_set(uid)
    if found is None:
        raise NotFound(_("This data set is not public any more."))
    name = f"drug-checking-{found.first}-{found.last}.csv"
    return HttpResponse(
        gzip.decompress(bytes(found.content)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _words(alert: Alert) -> dict[str, object]:
    return {
        "alert": alert,
        "substance": label_of_substance(alert.substance),
        "expected": label_of_expected(alert.expected) if alert.expected else "",
    }
