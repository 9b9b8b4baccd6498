"""A service that rows people across the harbor and counts the crossings; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from meetpoint.core.modules.fields import Count
from meetpoint.core.modules.forms import EncounterForm, Section
from meetpoint.core.modules.interface import (
    Figure,
    Kept,
    Module,
    Permission,
    PrivacyPlan,
    Role,
    StarterItem,
    SupplyKind,
)
from meetpoint.core.modules.pages import Page
from meetpoint.core.tenancy.actor import Actor

SAVED: list[Section] = []


def save(sections: Sequence[Section], by: Actor) -> None:
    SAVED.extend(sections)


def load(by: Actor, encounter_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    return {}


MODULE = Module(
    slug="water_taxi",
    name="Water taxi",
    is_service=True,
    privacy=PrivacyPlan(
        columns={"water_taxi.Crossing": {"people": Kept(why="to count crossings", until="for ever")}}
    ),
    permissions=(
        Permission(
            name="water_taxi:crossing:view", description="See crossings", roles=frozenset({Role.WORKER})
        ),
    ),
    forms=(
        EncounterForm(
            slug="crossing",
            title="Crossing",
            fields=(Count(name="passengers", label="Passengers rowed across"),),
            save=save,
            load=load,
            on_log=True,
        ),
    ),
    supply_kinds=(SupplyKind(slug="oars", label="Oars"),),
    starter_items=(StarterItem(slug="oar", kind="oars", name="Oar", name_es="Remo", on_log=True),),
    figures=(
        Figure(
            slug="crossings",
            label="Crossings rowed",
            group="Water taxi",
            definition="Each way across counts once.",
            by_day=lambda organisation_id, first, last: [],
        ),
    ),
    pages=(
        Page(
            label="Crossings",
            url_name="water_taxi:crossings",
            permission="water_taxi:crossing:view",
            icon="list",
        ),
    ),
    urls="tests.architecture.water_taxi.urls",
    api="tests.architecture.water_taxi.api",
    api_scopes=("water_taxi:crossing:view",),
)
