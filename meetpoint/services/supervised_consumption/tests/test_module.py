"""The service is its own folder and one line of the settings; its demo is made through the same doors."""

from __future__ import annotations

from random import Random

from django.apps import apps
from django.conf import settings

from meetpoint.core.modules.registry import collect
from meetpoint.services.supervised_consumption import demo
from meetpoint.services.supervised_consumption.models import Event, State, Visit
from meetpoint.services.supervised_consumption.module import MODULE
from meetpoint.services.supervised_consumption.options import OPTIONS, values_of
from meetpoint.services.supervised_consumption.privacy import COLUMNS
from tests.architecture.source.sizes import ROOT

PATH = "meetpoint.services.supervised_consumption"
CLINICAL_OR_LEGAL = (
    "observe_every_minutes", "spo2_watch_percent", "spo2_act_percent", "breaths_act_per_minute",
    "report_overdose_hours", "report_death_hours", "ems_on_naloxone", "naloxone_doses_mg",
)  # fmt: skip


def test_nothing_but_the_settings_line_knows_the_service() -> None:
    own = ROOT / "meetpoint" / "services" / "supervised_consumption"
    named = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "meetpoint").rglob("*")
        if path.suffix in {".py", ".html", ".js", ".toml"}
        and own not in path.parents
        and "tests" not in path.parts
        and PATH.rpartition(".")[2] in path.read_text()
    ]
    assert named == ["meetpoint/settings.py"]


def test_everything_else_holds_together_without_it() -> None:
    without = collect([path for path in [*settings.CORE_MODULES, *settings.SERVICE_MODULES] if path != PATH])
    assert MODULE.slug not in without.by_slug
    assert not any(name.startswith(MODULE.slug) for name in (*without.permissions, *without.options))


def test_no_clinical_or_legal_value_ships(dee) -> None:
    shipped = {option.name.partition(".")[2]: option.default for option in OPTIONS}
    assert {name: shipped[name] for name in CLINICAL_OR_LEGAL} == dict.fromkeys(CLINICAL_OR_LEGAL)
    assert [one.value for one in values_of(dee.organisation_id)] == [None] * len(CLINICAL_OR_LEGAL)


def test_privacy_plan_names_every_column_and_no_other() -> None:
    for model in apps.get_app_config("supervised_consumption").get_models():
        columns = {column.name for column in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[f"supervised_consumption.{model.__name__}"]), model.__name__


def test_demo_tells_of_days_and_of_now(dee, site, monkeypatch) -> None:
    monkeypatch.setattr(demo, "DAYS", 1)
    monkeypatch.setattr(demo, "OVERDOSES", 1)
    demo.after(dee, Random(1))
    states = list(Visit.objects.of(dee).values_list("state", flat=True))
    assert states.count(State.LEFT) == demo.VISITS_A_DAY
    assert (states.count(State.STATION), states.count(State.WAITING)) == (4, 2)
    assert Event.objects.of(dee).filter(resolved_at=None).count() == 1
    assert Event.objects.of(dee).filter(kind="opioid_od", had_naloxone=True).count() == demo.VISITS_A_DAY
