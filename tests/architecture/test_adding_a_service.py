"""A new service is its own folder and one line of the settings: nothing in the centre changes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from meetpoint.operate.tests.installation import SETUP, Installation
from tests.architecture.source.sizes import ROOT

pytestmark = [pytest.mark.embedded, pytest.mark.xdist_group("one more")]

# Runs as an installation that has the service would, in a process of its own.
TRY_IT = """
import json
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.test import Client
from django.urls import reverse
from conftest import actor_of, hire
from meetpoint.core.access.models import RoleName
from meetpoint.core.access.proof import sessions
from meetpoint.core.api.tests.programs import program
from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from tests.architecture.water_taxi.module import SAVED

org = Organisation.objects.get()
site = Site.objects.of(org.pk).get()
ana, ben = (hire(org, name, role) for name, role in (("Ana", RoleName.WORKER), ("Ben", RoleName.READ_ONLY)))
def browser(member):
    made = Client(SERVER_NAME="localhost")
    made.cookies[settings.SESSION_COOKIE_NAME] = sessions.open_session(member, device="Test")
    return made
record_encounter(
    NewEncounter(
        uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), sections={"crossing": {"passengers": "3"}}
    ),
    by=actor_of(ana),
)
print(json.dumps({
    "saved": [dict(section.values) for section in SAVED],
    "item": Item.objects.of(org.pk).get(slug="oar").name,
    "log": browser(ana).get(reverse("encounters:log")).content.decode(),
    "more": browser(ana).get(reverse("web:more")).content.decode(),
    "sheet": browser(ben).get(reverse("reports:sheet")).content.decode(),
    "page": [browser(who).get(reverse("water_taxi:crossings")).status_code for who in (ana, ben)],
    "api": program(ana).get("/crossings").json(),
    "narrow": program(ana, scopes=()).get("/crossings").status_code,
    "described": "/api/v1/crossings" in browser(ana).get("/api/v1/openapi.json").json()["paths"],
    "policy": "crossing.passengers" in registry().policy_fields,
}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    more = {"DJANGO_SETTINGS_MODULE": "tests.architecture.one_more_settings", "PYTHONPATH": str(ROOT)}
    here = Installation(tmp_path_factory.mktemp("one-more") / "home", more)
    here.json(*SETUP)
    setup = "import django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", setup + TRY_IT],
        env=here.variables(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_its_form_is_on_the_log_screen_and_saved_with_an_encounter(seen: dict[str, object]) -> None:
    assert "Passengers rowed across" in str(seen["log"])
    assert seen["saved"] == [{"passengers": 3}]


def test_its_supplies_are_in_a_new_catalogue(seen: dict[str, object]) -> None:
    assert seen["item"] == "Oar"
    assert "Oar" in str(seen["log"])


def test_its_page_is_in_the_menu_of_those_who_may(seen: dict[str, object]) -> None:
    assert "/water-taxi/crossings/" in str(seen["more"])
    assert seen["page"] == [200, 403]


def test_its_figure_is_on_the_months_sheet(seen: dict[str, object]) -> None:
    assert "Crossings rowed" in str(seen["sheet"])


def test_its_endpoint_is_in_the_api_for_tokens_with_its_scope(seen: dict[str, object]) -> None:
    assert seen["api"] == {"crossings": 3}
    assert seen["narrow"] == 403
    assert seen["described"] is True


def test_its_fields_can_be_forbidden_by_a_place(seen: dict[str, object]) -> None:
    assert seen["policy"] is True


def test_nothing_in_the_product_knows_the_service() -> None:
    named = [path for path in Path(ROOT / "meetpoint").rglob("*.py") if "water_taxi" in path.read_text()]
    assert named == []
