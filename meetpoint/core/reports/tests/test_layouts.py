"""The layouts: a board's pictures and a poster's sentences, on the page and on tagged paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.documents.paper import content_of, pdf_of
from meetpoint.core.reports.documents.pictures import chart_of, svg_of
from meetpoint.core.reports.documents.poster import sentences
from meetpoint.core.reports.queries import report_of
from meetpoint.core.reports.releasing.policies import policies
from meetpoint.core.reports.tests.factories import make_run, template
from meetpoint.core.tenancy.actor import Actor

CMS = policies()["cms"]
MONTHS = {"2026-01": 12, "2026-02": 30, "2026-03": 21}
BY_MONTH = {
    "code": "1",
    "label": {"en": "Contacts by month", "es": "Contactos por mes"},
    "indicator": "encounters.contacts",
    "by": "month",
    "shown": "line",
}
REVERSED = {
    "code": "1",
    "label": {"en": "Reversals", "es": "Reversiones"},
    "indicator": "naloxone.reversals",
    "sentence": {"en": "You reversed {value} overdoses.", "es": "Revirtieron {value} sobredosis."},
}


def test_line_is_drawn_over_months_with_the_numbers_behind(dee: Actor, site: Site) -> None:
    report = report_of(make_run(dee, template(BY_MONTH, layout="board"), given=MONTHS))
    chart = chart_of(report.rows[0])
    assert chart is not None
    assert [row[1] for row in chart.rows] == ["12", "30", "21"]
    assert svg_of(chart).count("<circle") == 3
    with translation.override("es"):
        assert content_of(report, CMS)["sections"][0]["rows"][0]["lines"][0] == ["enero de 2026", "12"]


@pytest.mark.parametrize(("value", "said"), [(1412, "1,412"), (11, "11"), (10, None), (1, None), (0, None)])
def test_poster_says_a_number_only_when_it_is_large_enough(
    dee: Actor, site: Site, value: int, said: str | None
) -> None:
    report = report_of(make_run(dee, template(REVERSED, layout="poster"), value=value))
    told, left_out = sentences(report, CMS)
    assert [(one.before, one.number, one.after) for one in told] == (
        [("You reversed ", said, " overdoses.")] if said else []
    )
    assert left_out == ([] if said else ["Reversals"])


@pytest.mark.parametrize("name", ["ssp-indicators", "board-report", "participants-poster"])
def test_paper_is_tagged_and_says_which_language_it_is_in(dee: Actor, site: Site, name: str) -> None:
    report = report_of(
        make_run(dee, shipped()[name], given=MONTHS if name == "board-report" else {"fixed": 2})
    )
    with translation.override("es"):
        made = pdf_of(report, CMS)
    assert made.startswith(b"%PDF-")
    for mark in (rb"/StructTreeRoot", rb"/Lang ?\(es", rb"/MarkInfo"):
        assert re.search(mark, made)


@pytest.mark.parametrize("name", ["board-report", "participants-poster"])
def test_page_of_a_layout(sign_in: Any, dee_member: Any, dee: Actor, site: Site, name: str) -> None:
    run = make_run(dee, shipped()[name], given=MONTHS)
    page = sign_in(None, dee_member).get(reverse("reports:run", args=[run.uid])).content.decode()
    assert ("chart-drawing" in page) == (name == "board-report")
    assert ("poster-sentence" in page) == (name == "participants-poster")
    assert "412" in page
