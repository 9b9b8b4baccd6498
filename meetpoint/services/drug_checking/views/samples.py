"""Samples: the list, one sample with its tests, taking one in, its slip, and what may be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.modules.forms import Filled
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Listing,
    SearchFilter,
    Sort,
    Status,
)
from meetpoint.core.ui.listing.filters import Rows
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock
from meetpoint.services.drug_checking import permissions, receipts
from meetpoint.services.drug_checking.actions.results import (
    hold_back,
    record_analysis,
    release,
    void_analysis,
)
from meetpoint.services.drug_checking.actions.samples import void_sample
from meetpoint.services.drug_checking.forms.pages import AnalysisInput, SampleInput, VoidInput, site_of
from meetpoint.services.drug_checking.forms.standalone import save_sample
from meetpoint.services.drug_checking.models import (
    Analysis,
    Colour,
    Form,
    Match,
    Overdose,
    Sample,
    Sensation,
    Texture,
)
from meetpoint.services.drug_checking.queries.samples import (
    SampleRow,
    analyses_of,
    live_samples,
    with_findings,
)
from meetpoint.services.drug_checking.queries.strips import strip_lots
from meetpoint.services.drug_checking.views.slips import slip_for
from meetpoint.services.drug_checking.vocabulary import substances
from meetpoint.services.drug_checking.vocabulary.expected import expected_choices

STATES = {
    "waiting": ("soon", gettext_lazy("Not tested yet")),
    "tested": ("note", gettext_lazy("Tested")),
    "released": ("ok", gettext_lazy("Can be read")),
}


def _state(row: SampleRow) -> Status:
    level, words = STATES[row.state]
    return Status(level, str(words))


def _expected(row: SampleRow) -> str:
    return ", ".join(row.sample.expected_labels)


def _match(row: SampleRow) -> str:
    sample = row.sample
    word = sample.confirmed_match or sample.presumptive_match
    return str(Match(word).label) if word else ""


def _site_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places_of(actor).values()]


def _substance_choices(_actor: Actor) -> list[tuple[str, str]]:
    return sorted(
        ((one.slug, one.label) for one in substances().values() if one.has_effect), key=lambda p: p[1]
    )


def _holding(rows: Rows, substance: str) -> Rows:
    return rows.filter(pk__in=rows.filter(seen__substance=substance).values("pk"))


def _in_state(rows: Rows, state: str) -> Rows:
    if state == "released":
        return rows.filter(released_at__isnull=False)
    tested = rows.filter(released_at=None, analyses__voided_at=None, analyses__isnull=False).values("pk")
    return (
        rows.filter(pk__in=tested)
        if state == "tested"
        else rows.filter(released_at=None).exclude(pk__in=tested)
    )


SAMPLES = Listing(
    slug="samples",
    caption=gettext_lazy("Samples"),
    columns=(
        Column(
            name="collected_on", label=gettext_lazy("Collected"), value=lambda row: row.sample.collected_on
        ),
        Column(name="expected", label=gettext_lazy("Sold as"), value=_expected),
        Column(name="found", label=gettext_lazy("Found"), value=lambda row: ", ".join(row.found)),
        Column(name="state", label=gettext_lazy("State"), value=_state),
        Column(name="match", label=gettext_lazy("Fits"), value=_match, on_page=False),
        Column(
            name="form",
            label=gettext_lazy("Form"),
            value=lambda row: row.sample.get_form_display(),
            hide_on_phone=True,
        ),
        Column(
            name="overdose",
            label=gettext_lazy("Overdose"),
            value=lambda row: row.sample.get_overdose_display(),
            on_page=False,
        ),
        Column(
            name="area", label=gettext_lazy("Area"), value=lambda row: row.sample.area, hide_on_phone=True
        ),
        Column(
            name="site",
            label=gettext_lazy("Site"),
            value=lambda row: row.sample.site.name,
            hide_on_phone=True,
        ),
    ),
    sorts=(
        Sort(name="collected_on", label=gettext_lazy("Collected"), field="collected_on", descending=True),
    ),
    filters=(
        ChoiceFilter(
            name="expected",
            label=gettext_lazy("Sold as"),
            lookup="counted_as",
            choices=lambda _actor: [(value, str(label)) for value, label in expected_choices()],
        ),
        ChoiceFilter(name="found", label=gettext_lazy("Found"), choices=_substance_choices, apply=_holding),
        ChoiceFilter(
            name="state",
            label=gettext_lazy("State"),
            choices=tuple((slug, words) for slug, (_level, words) in STATES.items()),
            apply=_in_state,
        ),
        ChoiceFilter(
            name="match", label=gettext_lazy("Laboratory"), lookup="confirmed_match", choices=Match.choices
        ),
        ChoiceFilter(name="form", label=gettext_lazy("Form"), choices=Form.choices),
        ChoiceFilter(name="overdose", label=gettext_lazy("Overdose"), choices=Overdose.choices),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        DateRangeFilter(name="collected_on", label=gettext_lazy("Collected")),
        SearchFilter(label=gettext_lazy("Laboratory’s number"), lookups=("lab_id__iexact",)),
    ),
    prepare=with_findings,
    url=lambda row: reverse("drug_checking:sample", args=[row.sample.uid]),
    empty_icon="test-tube",
    empty_title=gettext_lazy("No samples yet"),
    empty_text=gettext_lazy("Take one in, or bring a laboratory’s file. Nobody is asked who they are."),
)


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    return list_response(
        request,
        SAMPLES,
        live_samples(actor).select_related("site"),
        template="drug_checking/samples.html",
        context={"may_take_in": actor.may(permissions.TAKE_IN), "may_test": actor.may(permissions.TEST)},
        what="samples",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.TAKE_IN)
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = SampleInput(actor, request.POST or None, initial=site_of(request))
    if form.is_valid() and tried(form, lambda: _save(form, actor)):
        messages.success(request, _("The sample is stored. Give the slip to whoever brought it."))
        return redirect("drug_checking:receipt", form.cleaned_data["uid"])
    return render(request, "drug_checking/sample_form.html", {"form": form})


@transaction.atomic
def _save(form: SampleInput, actor: Actor) -> bool:
    said = form.cleaned_data
    filled = Filled(
        uid=said["uid"],
        site_id=said["site"],
        staff_id=actor.staff_id,
        occurred_at=clock.now(),
        local_date=form.today(said["site"]),
        values=form.values(),
    )
    save_sample(filled, actor)
    return True


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    sample = fetch_for(actor, Sample, may=permissions.VIEW, uid=uid)
    stands = sample.voided_at is None
    at = {"site_id": sample.site_id}
    context = {
        "sample": sample,
        "tests": analyses_of(sample),
        "may_test": stands and actor.may(permissions.TEST, **at),
        "may_release": stands and bool(sample.receipt) and actor.may(permissions.RELEASE, **at),
        "may_void": stands and actor.may(permissions.VOID, **at),
        "has_own_code": sample.receipt == receipts.mark_of(receipts.code_of(sample.uid)),
        "void_form": VoidInput(),
        "looks": [*sample.labels("colours", Colour), *sample.labels("textures", Texture)],
        "felt": sample.labels("sensations", Sensation),
    }
    return render(request, "drug_checking/sample.html", context)


@never_cache
@require_GET
@page(permissions.TAKE_IN)
def receipt(request: StaffRequest, uid: UUID) -> HttpResponse:
    sample = fetch_for(request.actor, Sample, may=permissions.TAKE_IN, uid=uid)
    code = receipts.code_of(sample.uid)
    printed = sample.receipt != receipts.mark_of(code)
    slips = [] if printed else [slip_for(request, code)]
    return render(request, "drug_checking/slips.html", {"slips": slips, "sample": sample, "printed": printed})


@require_http_methods(["GET", "POST"])
@page(permissions.TEST)
def add_test(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    sample = fetch_for(actor, Sample, may=permissions.TEST, uid=uid)
    today = places_of(actor)[sample.site_id].today
    lots = strip_lots(actor, [sample.site_id]).get(sample.site_id, [])
    form = AnalysisInput(request.POST or None, lots=lots, today=today)
    if (
        form.is_valid()
        and tried(form, lambda: record_analysis(sample, form.analysis(), by=actor)) is not None
    ):
        messages.success(request, _("The test is stored."))
        return redirect("drug_checking:sample", sample.uid)
    return render(request, "drug_checking/test_form.html", {"form": form, "sample": sample})


@require_POST
@page(permissions.VOID)
def void_test(request: StaffRequest, uid: UUID) -> HttpResponse:
    analysis = fetch_for(request.actor, Analysis, may=permissions.VOID, uid=uid)
    void_analysis(analysis, by=request.actor)
    messages.success(request, _("The test no longer counts. It stays in the history."))
    return redirect("drug_checking:sample", analysis.sample.uid)


@require_POST
@page(permissions.VOID)
def void(request: StaffRequest, uid: UUID) -> HttpResponse:
    sample = fetch_for(request.actor, Sample, may=permissions.VOID, uid=uid)
    form = VoidInput(request.POST)
    if not form.is_valid():
        return redirect("drug_checking:sample", uid)
    void_sample(sample, form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("The sample no longer counts. It stays in the history."))
    return redirect("drug_checking:samples")


@require_POST
@page(permissions.RELEASE)
def let_read(request: StaffRequest, uid: UUID) -> HttpResponse:
    sample = fetch_for(request.actor, Sample, may=permissions.RELEASE, uid=uid)
    if release([sample], by=request.actor):
        messages.success(request, _("Whoever holds the slip can read the result now."))
    else:
        messages.warning(
            request, _("There is nothing to read yet: no test, no slip, or it is readable already.")
        )
    return redirect("drug_checking:sample", uid)


@require_POST
@page(permissions.RELEASE)
def keep_back(request: StaffRequest, uid: UUID) -> HttpResponse:
    sample = fetch_for(request.actor, Sample, may=permissions.RELEASE, uid=uid)
    hold_back(sample, by=request.actor)
    messages.success(request, _("The result cannot be read until it is released again."))
    return redirect("drug_checking:sample", uid)
