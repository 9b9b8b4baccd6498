"""Publishing one table of a run; what is hidden is chosen and audited by `publishing`.

That runs in a process of its own: it needs numpy and scipy, which no web worker loads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.consent.gate import NOBODY, disclose
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import permissions
from meetpoint.core.reports.answering.report import AnsweredRow, Report
from meetpoint.core.reports.models import Release, ReportRun
from meetpoint.core.reports.queries import report_of
from meetpoint.core.reports.releasing.policies import Policy
from meetpoint.core.reports.releasing.tables import (
    CannotPublish,
    Counted,
    as_question,
    counted,
    matching,
    named,
    reasons_against,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

PATIENCE_SECONDS = 120


def publish(run: ReportRun, code: str, policy: Policy, *, by: Actor) -> Release:
    """Hide what is small in one row of a run, audit it against what was published before, and keep it.

    Raises CannotPublish with every reason when a reader could still work out a small count.
    """
    by.require(permissions.PUBLISH)
    report = report_of(run)
    row = next((row for row in report.rows if row.row.code == code), None)
    if row is None:
        raise CannotPublish([_("This report has no such row.")])
    earlier = _earlier(by, run, code)
    if reasons := reasons_against(row, report, earlier):
        raise CannotPublish(reasons)
    same = matching(report, earlier)
    table = counted(row, same)
    chosen = _chosen(as_question(table, same), policy)
    if not chosen["protected"]:
        raise CannotPublish([_sentence(table, each) for each in chosen["exposed"]])
    disclose(
        by,
        kind="export",
        what=f"release:{run.template}",
        purpose="publication",
        recipient="public",
        rows=len(row.lines),
        programmes=report.modules,
        leaving=NOBODY,
    )
    return _kept(run, report, table, policy, chosen, by=by)


def _earlier(by: Actor, run: ReportRun, code: str) -> list[Release]:
    found = Release.objects.of(by).filter(template=run.template).order_by("pk")
    return [release for release in found if release.table["code"] == code]


@transaction.atomic
def _kept(
    run: ReportRun, report: Report, table: Counted, policy: Policy, chosen: dict[str, Any], *, by: Actor
) -> Release:
    row = table.row
    uid = uuid7()
    release = Release.objects.create(
        organisation_id=by.organisation_id,
        uid=uid,
        run=run.uid,
        template=run.template,
        first=run.first,
        last=run.last,
        site_ids=run.site_ids,
        policy=policy.mark,
        made_at=clock.now(),
        staff_id=by.staff_id,
        table={
            "code": row.row.code,
            "title": dict(report.template.title),
            "label": dict(row.row.label),
            "defined": dict(row.defined or {}),
            "unit": dict(row.unit or {}),
            "columns": [dict(column.label) for column in row.by],
            "labels": table.labels,
            "words": [named(column, words) for column, words in zip(row.by, table.labels, strict=True)],
            "published": chosen["published"],
            "primary": chosen["primary"],
            "secondary": chosen["secondary_min_count_loss"],
            "threshold": chosen["threshold"],
            "policy_title": policy.title,
            "policy_url": policy.url,
        },
    )
    record(by, "report.published", "report_release", [str(uid)], fields={"report": run.template})
    return release


def _chosen(question: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """Return what the chooser says. Raises CannotPublish when it cannot be asked, or not answer."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.json"
        file.write_text(json.dumps(question), encoding="utf-8")
        command = [sys.executable, "-m", "meetpoint", "disclosure", "protect", str(file)]
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                [*command, "--policy", policy.mark, "--json"],
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
                check=False,
            )
            chosen: dict[str, Any] = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            reason = _("What to hide could not be worked out. Put rows together, or publish fewer columns.")
            raise CannotPublish([reason]) from None
    return chosen


def _sentence(table: Counted, exposed: dict[str, Any]) -> str:
    words = _(
        "“%(cell)s” could be worked out, whatever is hidden. Put words together, or leave a column away."
    )
    return words % {"cell": _cell_in_words(table.row, table.labels, exposed["cell"])}


def _cell_in_words(row: AnsweredRow, labels: Sequence[Sequence[str]], cell: Sequence[Any]) -> str:
    said = []
    for column, words, place in zip(row.by, labels, cell, strict=False):
        if place == "*":
            said.append(_("all"))
        elif isinstance(place, int):
            said.append(say(named(column, words)[words[place]]))
        else:
            said.append(str(place))
    return ", ".join(said)
