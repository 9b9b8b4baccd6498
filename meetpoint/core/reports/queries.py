"""Reading runs, releases and templates, within the reader's reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.asking.reading import TemplateWrong, template_of
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.models import Release, ReportRun, SavedTemplate
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound

MOST_LISTED = 200


def templates_of(actor: Actor | int) -> Mapping[str, Template]:
    """Return the shipped templates and the newest version of each of the organisation's own, by slug.

    One of its own that asks for what is not declared any more is left out.
    """
    found = dict(shipped())
    for saved in SavedTemplate.objects.of(actor).order_by("pk"):
        found.pop(saved.slug, None)
        try:
            found[saved.slug] = template_of(saved.data, name=saved.slug)
        except TemplateWrong:
            continue
    return found


def covers(actor: Actor, site_ids: Sequence[int] | None) -> bool:
    """Tell whether the actor reaches every site that a run or release is about."""
    if site_ids is None:
        return actor.site_ids is None
    return all(actor.reaches(site_id) for site_id in site_ids)


def runs_of(actor: Actor) -> list[ReportRun]:
    """Return the newest runs within reach, without their snapshots."""
    found = ReportRun.objects.of(actor).order_by("-made_at", "-pk").defer("snapshot")[:MOST_LISTED]
    return [run for run in found if covers(actor, run.site_ids)]


def run_for(actor: Actor, uid: UUID) -> ReportRun:
    """Return one run. Raises NotFound, also for a run about a site out of reach."""
    run = ReportRun.objects.of(actor).filter(uid=uid).first()
    if run is None or not covers(actor, run.site_ids):
        raise NotFound(_("There is no such report among those of your sites."))
    return run


def report_of(run: ReportRun) -> Report:
    """Return the report as it was kept."""
    return Report.from_snapshot(run.snapshot)


def releases_of(actor: Actor) -> list[Release]:
    """Return the newest releases within reach."""
    found = Release.objects.of(actor).order_by("-pk")[:MOST_LISTED]
    return [release for release in found if covers(actor, release.site_ids)]


def release_for(actor: Actor, uid: UUID) -> Release:
    """Return one release. Raises NotFound, also for one about a site out of reach."""
    release = Release.objects.of(actor).filter(uid=uid).first()
    if release is None or not covers(actor, release.site_ids):
        raise NotFound(_("There is no such table among those of your sites."))
    return release
