"""The demo's part of planning: one made-up county with two ways to spend, named so that they read in every
language.
"""

from __future__ import annotations

from random import Random

from meetpoint.core.modules.interface import Demo
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.actions import make_plan
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Portfolio, Price, Settings


def make_a_plan(by: Actor, random: Random) -> None:
    """Make a plan of a county that does not exist; its deaths go up and down a little."""
    this_year = clock.now().year
    deaths = {year: 112 + random.randint(-12, 12) for year in range(this_year - 5, this_year)}
    numbers = LocalNumbers(
        place="Harbor County",
        people_at_risk=12_000,
        population=214_000,
        deaths=deaths,
        start=this_year + 1,
        source="Demo",
        people_source="Demo",
        as_of=clock.now().date(),
    )
    settings = Settings(
        today={"kits_community": 4_000.0, "kits_pharmacy": 1_500.0, "ssp": 0.3, "education": 0.1},
        prices={
            "kits_community": Price(unit=45),
            "ssp": Price(unit=450),
            "site": Price(unit=3_000, fixed=250_000),
            "treatment_starts": Price(unit=900),
            "retention": Price(unit=600),
        },
        portfolios=(
            Portfolio(name="Kits × 3", levels={"kits_community": 12_000.0}),
            Portfolio(name="Plan B", levels={"treatment_starts": 1.5, "retention": 0.4}),
        ),
    )
    title = f"Harbor County {numbers.start}–{numbers.start + numbers.years - 1}"
    make_plan(uuid7(), title, numbers, settings, by=by)


DEMO = Demo(after=make_a_plan, order=90)
