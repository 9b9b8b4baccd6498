"""The report builder in a real browser: numbers beside the ticks, back again, saved and scheduled."""

from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.own.models import ReportSchedule
from meetpoint.core.reports.tests.quarter import FIRST, LAST, LATER, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from tests.journeys.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _analysis(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, dee: Actor, site: Site, van: Site
) -> None:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    monkeypatch.setattr(client, "ask_all", ask_here)
    with clock.stand_at(LATER):
        Quarter(dee, site, van)


def test_director_ticks_goes_back_saves_and_schedules(
    open_page: Open, dee: Actor, ana_member: StaffMember
) -> None:
    StaffMember.objects.of(dee).filter(pk=ana_member.pk).update(role=RoleName.MANAGER)
    page = open_page(f"/reports/build/?period=other&from={FIRST}&to={LAST}")
    found = page.locator("#found")
    page.locator("summary", has_text="Naloxone").click()
    page.get_by_role("checkbox", name="Naloxone kits", exact=True).check()
    found.get_by_text("5", exact=True).wait_for()
    assert "indicator=naloxone.kits" in page.url
    page.get_by_role("checkbox", name="Naloxone doses", exact=True).check()
    found.get_by_text("17", exact=True).wait_for()
    page.go_back()
    found.get_by_text("17", exact=True).wait_for(state="detached")
    assert not page.get_by_role("checkbox", name="Naloxone doses", exact=True).is_checked()
    assert page.evaluate("JSON.stringify(localStorage)").count("Naloxone") == 0, "no page is left behind"
    page.get_by_label("What to call it").fill("Kits for the county")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Schedule it").click()
    page.get_by_role("button", name="Schedule it").click()
    page.get_by_text("Kits for the county").first.wait_for()
    assert ReportSchedule.objects.of(dee).count() == 1
