"""Plans to test with: one made-up county."""

from datetime import date

from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.actions import make_plan
from meetpoint.planning.models import Plan
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Portfolio, Price, Settings

NUMBERS = LocalNumbers(
    place="Harbor County",
    people_at_risk=6_000,
    population=110_000,
    deaths={2022: 55, 2023: 61, 2024: 58, 2025: 60},
    start=2027,
    years=3,
    source="made up",
    as_of=date(2026, 3, 1),
)
SETTINGS = Settings(
    today={"kits_community": 2_000.0, "ssp": 0.3},
    prices={"kits_community": Price(unit=45), "retention": Price(unit=600)},
    portfolios=(
        Portfolio(name="More kits", levels={"kits_community": 8_000.0}),
        Portfolio(name="Longer treatment", levels={"retention": 0.4}),
    ),
)


def plan(by, *, settings: Settings = SETTINGS, numbers: LocalNumbers = NUMBERS, title: str = "Funds") -> Plan:
    return make_plan(uuid7(), title, numbers, settings, by=by)
