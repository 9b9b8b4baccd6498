"""What the service declares and counts holds together; so does its demo."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.apps import apps

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import SiteKind
from meetpoint.lib import clock
from meetpoint.services.vending import demo
from meetpoint.services.vending.configuration import broker
from meetpoint.services.vending.figures import FIGURES, kits_by_day
from meetpoint.services.vending.models import KeptMessage, Machine, RestockVisit, Vend
from meetpoint.services.vending.module import MODULE
from meetpoint.services.vending.privacy import COLUMNS
from meetpoint.services.vending.queries.levels import levels_now
from meetpoint.services.vending.tests.factories import filled, item, machine, naloxone, slot, take, vend


def total(slug: str, organisation_id: int) -> int:
    today = clock.now().date()
    figure = next(figure for figure in FIGURES if figure.slug == slug)
    return sum(
        day.amount
        for day in figure.by_day(organisation_id, today - timedelta(days=9), today + timedelta(days=1))
    )


def test_privacy_plan_names_every_column_and_no_other() -> None:
    for model in apps.get_app_config("vending").get_models():
        columns = {column.name for column in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[f"vending.{model.__name__}"]), model.__name__


def test_listener_runs_only_where_a_broker_is_named(monkeypatch) -> None:
    (process,) = MODULE.processes
    monkeypatch.delenv("MEETPOINT_MQTT", raising=False)
    assert not process.enabled()
    monkeypatch.setenv("MEETPOINT_MQTT", "mqtts://meetpoint:p%40ss@broker.example")
    assert process.enabled()
    found = broker()
    assert (found.host, found.port, found.password, found.tls) == ("broker.example", 8883, "p@ss", True)


def test_figures_count_vends_doses_and_refusals_without_voided_ones(dee, org) -> None:
    east = machine(dee)
    take(vend(east, 1, sel="A2", qty=2), vend(east, 2), vend(east, 3, qty=0, result="jam"))
    take(vend(east, 4, qty=0, result="limit"))
    assert [total(slug, org.pk) for slug in ("vending_items", "vending_naloxone_doses")] == [3, 4]
    assert [total(slug, org.pk) for slug in ("vending_not_given", "vending_limited")] == [1, 1]
    today = clock.now().date()
    kits = kits_by_day(org.pk, today - timedelta(days=2), today + timedelta(days=1))
    assert sum(day.amount for day in kits) == 2
    filled(east, dee, {"A1": 10}, at=clock.now() - timedelta(hours=1))
    before = levels_now(dee, [slot(east)])[slot(east).pk]
    undone = Vend.objects.of(dee).get(slot=slot(east), quantity=1)
    void_encounter(Encounter.objects.of(dee).get(pk=undone.encounter_id).uid, reason="mistake", by=dee)
    assert total("vending_items", org.pk) == 2
    assert levels_now(dee, [slot(east)])[slot(east).pk] == before + 1


def test_demo_tells_of_machines_up_to_now(dee, org, site) -> None:
    naloxone(dee)
    item(dee)
    demo.after(dee, Random(1))
    machines = Machine.objects.of(dee).select_related("site")
    assert {one.site.kind for one in machines} == {SiteKind.VENDING}
    assert len(machines) == 4
    assert Vend.objects.of(dee).count() > 50
    assert RestockVisit.objects.of(dee).count() > 5
    assert KeptMessage.objects.of(dee).count() == 1
    assert total("vending_minutes_silent", org.pk) >= 0
