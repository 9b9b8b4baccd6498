"""The local numbers of a plan: people, deaths by year, where they come from; read strictly from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.planning.errors import FaultyPlan

MOST_PEOPLE = 50_000_000
MOST_DEATHS = 1_000_000
FIRST_YEAR, LAST_YEAR = 1999, 2100
MOST_YEARS_AHEAD = 10
MOST_TEXT = 300


@dataclass(frozen=True, kw_only=True)
class LocalNumbers:
    """A place as a plan knows it. `deaths` are overdose deaths by calendar year, `provisional` its years
    whose count may still grow. `as_of` is the day of the numbers; `start` the first planned year.
    """

    place: str
    people_at_risk: int
    deaths: Mapping[int, int]
    start: int
    years: int = 5
    population: int | None = None
    provisional: frozenset[int] = field(default_factory=frozenset)
    source: str = ""
    people_source: str = ""
    as_of: date | None = None
    currency: str = "USD"

    def __post_init__(self) -> None:
        _refuse(self)

    @property
    def anchor(self) -> int:
        """The year whose deaths the model is held to: the latest one that is final, else the latest."""
        return self.final_years[-1]

    @property
    def final_years(self) -> list[int]:
        """The known years whose count no longer grows; all of them when none is final yet."""
        return sorted(set(self.deaths) - self.provisional or set(self.deaths))

    @property
    def deaths_a_year(self) -> int:
        """The deaths of the anchor year."""
        return self.deaths[self.anchor]

    @property
    def horizon(self) -> range:
        """The planned years."""
        return range(self.start, self.start + self.years)

    @property
    def outruns_history(self) -> bool:
        """Tell whether the plan looks further ahead than twice the years that are known."""
        return self.years > 2 * len(self.deaths)

    def as_json(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return {
            "place": self.place,
            "people_at_risk": self.people_at_risk,
            "population": self.population,
            "deaths": {str(year): count for year, count in sorted(self.deaths.items())},
            "provisional": sorted(self.provisional),
            "source": self.source,
            "people_source": self.people_source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "start": self.start,
            "years": self.years,
            "currency": self.currency,
        }


def numbers_from(raw: Mapping[str, Any]) -> LocalNumbers:
    """Return the numbers that JSON holds. Raises FaultyPlan for anything that is not what it must be."""
    try:
        return LocalNumbers(
            place=str(raw["place"]),
            people_at_risk=_whole(raw["people_at_risk"]),
            population=None if raw.get("population") is None else _whole(raw["population"]),
            deaths={int(year): _whole(count) for year, count in raw["deaths"].items()},
            provisional=frozenset(map(_whole, raw.get("provisional", ()))),
            source=str(raw.get("source", "")),
            people_source=str(raw.get("people_source", "")),
            as_of=date.fromisoformat(raw["as_of"]) if raw.get("as_of") else None,
            start=_whole(raw["start"]),
            years=_whole(raw.get("years", 5)),
            currency=str(raw.get("currency", "USD")),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FaultyPlan(_("The numbers of this plan cannot be read. Please enter them again.")) from None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError
    return value


def _refuse(numbers: LocalNumbers) -> None:
    faults = {name: fault for name, fault in _faults(numbers) if fault}
    if faults:
        raise FaultyPlan(next(iter(faults.values())), fields=faults)


def _faults(numbers: LocalNumbers) -> list[tuple[str, str]]:
    most = {"most": MOST_PEOPLE}
    people = 1 <= numbers.people_at_risk <= MOST_PEOPLE
    years = all(FIRST_YEAR <= year <= LAST_YEAR for year in numbers.deaths)
    counts = all(0 <= count <= MOST_DEATHS for count in numbers.deaths.values())
    ahead = 1 <= numbers.years <= MOST_YEARS_AHEAD and 2000 <= numbers.start <= LAST_YEAR
    fits = numbers.population is None or numbers.people_at_risk <= numbers.population <= MOST_PEOPLE * 10
    return [
        ("place", "" if numbers.place.strip() else _("Write the name of the county or city.")),
        ("place", "" if len(numbers.place) <= MOST_TEXT else _("Write a shorter name.")),
        ("people_at_risk", "" if people else _("Write a number of people from 1 to %(most)d.") % most),
        ("population", "" if fits else _("The population must be at least the number of people at risk.")),
        ("deaths", "" if numbers.deaths and years and counts else _NO_DEATHS()),
        ("deaths", "" if not numbers.deaths or any(numbers.deaths.values()) else _ALL_NOUGHT()),
        ("years", "" if ahead else _("Plan from 1 to %(most)d years.") % {"most": MOST_YEARS_AHEAD}),
        ("deaths", "" if _fewer_than_people(numbers) else _MORE_THAN_PEOPLE()),
        ("currency", "" if 1 <= len(numbers.currency) <= 3 else _("Write a currency such as USD.")),
    ]


def _fewer_than_people(numbers: LocalNumbers) -> bool:
    return not numbers.deaths or numbers.deaths_a_year < numbers.people_at_risk / 2


def _NO_DEATHS() -> str:
    return _("Enter the overdose deaths of at least one year.")


def _ALL_NOUGHT() -> str:
    return _("With no overdose death in any year there is nothing for the model to be held to.")


def _MORE_THAN_PEOPLE() -> str:
    return _("So many deaths among so few people at risk cannot be. Check both numbers.")
