"""Pages of the report builder: choosing, seeing it at once, saving it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import permissions
from meetpoint.core.reports.actions import save_template
from meetpoint.core.reports.answering.answer import answer_report
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.own.building import built, chosen_in, is_built, name_for
from meetpoint.core.reports.own.forms import BuilderForm, TitleForm
from meetpoint.core.reports.queries import templates_of
from meetpoint.core.reports.views.shown import about
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound
from meetpoint.lib.identifiers import uuid7


@require_GET
@page(permissions.WRITE_TEMPLATE)
def build(request: StaffRequest) -> HttpResponse:
    return _page(request, request.GET, _own(request, request.GET))


@require_GET
@page(permissions.WRITE_TEMPLATE)
def change(request: StaffRequest, name: str) -> HttpResponse:
    """Open the builder with what was ticked for a saved report."""
    own = templates_of(request.actor).get(name)
    if own is None or not is_built(own):
        raise NotFound(_("This report was not made with the builder."))
    choices, asked = chosen_in(own), QueryDict(mutable=True)
    asked.setlist("indicator", list(choices.codes))
    asked.setlist("by", list(choices.by))
    asked["own"], asked["version"] = own.slug, own.version
    asked["period"] = BuilderForm(request.actor, QueryDict(), today=_today()).usual.slug
    return HttpResponseRedirect(f"{reverse('reports:build')}?{asked.urlencode()}")


@require_POST
@page(permissions.WRITE_TEMPLATE)
def save(request: StaffRequest) -> HttpResponse:
    own = _own(request, request.POST)
    form, title = _form(request, request.POST), TitleForm(request.POST)
    if not (form.is_valid() and title.is_valid()):
        return _page(request, request.POST, own, title=title)
    template = _named(request.POST, form, title.cleaned_data["title"], own)
    if tried(title, lambda: save_template(template.as_data(), by=request.actor)) is None:
        return _page(request, request.POST, own, title=title)
    messages.success(request, _("The report is saved. You find it among the reports."))
    return redirect("reports:report", template.slug)


def _named(asked: QueryDict, form: BuilderForm, title: str, own: Template | None) -> Template:
    """Return what was chosen, as a new report or as the next version of the one that is changed."""
    if own is None:
        return built(form.choices, title=title, slug=name_for(title, _uid(asked.get("uid", ""))))
    return built(form.choices, title=title, slug=own.slug, version=int(asked.get("version", "1")) + 1)


def _page(
    request: StaffRequest, asked: QueryDict, own: Template | None, *, title: TitleForm | None = None
) -> HttpResponse:
    form = _form(request, asked)
    context: dict[str, Any] = {"form": form, "own": own, "own_title": say(own.title) if own else ""}
    if form.is_bound and form.is_valid():
        context |= _preview(request, form)
        context["title"] = title or TitleForm(initial={"title": context["own_title"]})
        context["kept"] = [(name, value) for name in form.fields for value in asked.getlist(name)]
        context["uid"] = _uid(asked.get("uid", ""))
        context["version"] = asked.get("version", "")
    return render(request, "reports/own/build.html", context)


def _preview(request: StaffRequest, form: BuilderForm) -> dict[str, Any]:
    """Return what the choices tell now; when the analysis is not running, a sentence instead."""
    try:
        report = answer_report(request.actor, built(form.choices), form.first, form.last, sites=form.sites)
    except AnalysisUnavailable as problem:
        return {"problem": str(problem)}
    return about(request, report)


def _form(request: StaffRequest, asked: QueryDict) -> BuilderForm:
    is_asked = "indicator" in asked or "by" in asked or "period" in asked
    return BuilderForm(request.actor, asked if is_asked else QueryDict(), today=_today())


def _own(request: StaffRequest, asked: QueryDict) -> Template | None:
    """Return the saved report that is being changed; None for a new one."""
    own = templates_of(request.actor).get(asked.get("own", ""))
    return own if own is not None and is_built(own) and asked.get("version", "").isdecimal() else None


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()


def _today() -> date:
    return timezone.localdate(clock.now())
