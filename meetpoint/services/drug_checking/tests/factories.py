"""Ready-made samples, tests and alerts for tests."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from typing import Any

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.actions.alerts import publish_alert, write_alert
from meetpoint.services.drug_checking.actions.files import receive
from meetpoint.services.drug_checking.actions.results import Found, NewAnalysis, record_analysis, release
from meetpoint.services.drug_checking.actions.samples import NewSample, take_in
from meetpoint.services.drug_checking.models import Alert, Analysis, LabFile, PublishedData, Sample


def some_days_ago(days: int = 2) -> date:
    """A day that is over everywhere, so that no time zone can make it today."""
    return clock.now().date() - timedelta(days=days)


def brought(by: Actor, site: Site, **more: Any) -> Sample:
    """A sample with a code that follows from its uid."""
    uid = more.pop("uid", uuid7())
    told = {"collected_on": some_days_ago(), "code": receipts.code_of(uid), "expected": ("cocaine",), **more}
    return take_in(NewSample(uid=uid, site_id=site.pk, **told), by=by)


def strip(
    by: Actor, sample: Sample, outcome: str = "positive", target: str = "fentanyl", **more: Any
) -> Analysis:
    told = {"uid": uuid7(), "tested_on": some_days_ago(), **more}
    return record_analysis(sample, NewAnalysis(method="strip", outcome=outcome, target=target, **told), by=by)


def lab(by: Actor, sample: Sample, *names: str, method: str = "gcms", **more: Any) -> Analysis:
    """A laboratory's answer: names of substances, a trace written as `fentanyl:trace`."""
    pairs = [name.partition(":") for name in names]
    found = tuple(Found(named=name, abundance=abundance or "primary") for name, _colon, abundance in pairs)
    told = {"uid": uuid7(), "tested_on": some_days_ago(), "outcome": "found" if found else "nothing", **more}
    return record_analysis(sample, NewAnalysis(method=method, found=found, **told), by=by)


def released(by: Actor, site: Site, *names: str, **more: Any) -> Sample:
    sample = brought(by, site, **more)
    lab(by, sample, *names)
    release([sample], by=by)
    sample.refresh_from_db()
    return sample


def alert(by: Actor, **more: Any) -> Alert:
    told = {"substance": "medetomidine", "level": "confirmed", "expected": "fentanyl", "area": "Kent", **more}
    return write_alert(uuid7(), **told, by=by)


def public_alert(by: Actor, **more: Any) -> Alert:
    made = alert(by, **more)
    publish_alert(made, note="", note_es="", area=made.area, by=by)
    made.refresh_from_db()
    return made


def lab_file(by: Actor, site: Site, **more: Any) -> LabFile:
    content = b"sampleid,date_collect,expectedsubstance\n700001,17May2024,cocaine\n"
    return receive(uuid7(), [("analysis_dataset.csv", content)], "unc", site.pk, by=by, **more)


def data_set(by: Actor) -> PublishedData:
    now = clock.now()
    return PublishedData.objects.create(
        organisation_id=by.organisation_id,
        uid=uuid7(),
        made_at=now,
        first=now.date(),
        last=now.date(),
        smallest_group=11,
        rows=0,
        content=gzip.compress(b"quarter\r\n"),
    )
