"""Logs for tests: written as text, imported through the real doors."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.imports.actions import claim_next, work
from meetpoint.core.imports.actions.work import new_worker
from meetpoint.core.imports.models import ImportRun
from meetpoint.core.imports.one_go import Outcome, Wishes, import_file
from meetpoint.core.tenancy.actor import Actor

HEADER = ["date", "site", "code", "syringes out", "syringes in", "naloxone kits", "notes"]


def log(*rows: Sequence[object], header: Sequence[str] = HEADER) -> bytes:
    """A CSV file of these rows."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def workbook(*rows: Sequence[Any], **sheets: Sequence[Sequence[Any]]) -> bytes:
    """An XLSX file of these rows, or of several named sheets."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, content in (sheets or {"Log": rows}).items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def bring(by: Actor, content: bytes, **wishes: Any) -> Outcome:
    """Import a file in one go."""
    return import_file(io.BytesIO(content), Wishes(**wishes), name="Log", by=by)


def work_off(by: Actor) -> None:
    """Do what waits, as the worker would."""
    while run := claim_next(worker := new_worker(), organisation_id=by.organisation_id):
        work(run, worker)


def standing(by: Actor) -> list[Encounter]:
    """Contacts that were not voided, oldest first."""
    return list(Encounter.objects.of(by).filter(voided_at=None).order_by("occurred_at", "id"))


def run_of(by: Actor, outcome: Outcome) -> ImportRun:
    return ImportRun.objects.of(by).get(uid=outcome.uid)
