"""The sheet of a month: every declared figure, by group and site, and the people behind the codes."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries import figures_by_day, people_met
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.modules.registry import registry
from meetpoint.core.modules.spans import Span
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its amount at each site in the sheet's order, and in all."""

    slug: str
    label: Words
    definition: Words
    estimated: bool
    by_site: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum over the sites; only additive figures stand on a sheet."""
        return sum(self.by_site)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    heading: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Distinct participants with a code, by site and in all; they do not add up over sites.

    It is an estimate of people: somebody may have two codes, and who comes without a code is not in it.
    """

    by_site: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A month at some sites. `last` is the last day of the month."""

    first: date
    last: date
    sites: tuple[Site, ...]
    groups: tuple[Group, ...]
    people: People


def month_sheet(actor: Actor, month: date, *, site_id: int | None = None) -> Sheet:
    """Return the sheet of the month in which a day falls, for the sites in reach or for one of them."""
    first, last = month.replace(day=1), last_day_of(month)
    sites = tuple(_sites(actor, site_id))
    ids = [site.pk for site in sites]
    return Sheet(first, last, sites, _groups(actor, first, last, ids), _people(actor, first, last, ids))


def last_day_of(month: date) -> date:
    """Return the last day of the month in which a day falls."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _sites(actor: Actor, site_id: int | None) -> QuerySet[Site]:
    sites = Site.objects.of(actor).order_by("name")
    if actor.site_ids is not None:
        sites = sites.filter(pk__in=actor.site_ids)
    return sites if site_id is None else sites.filter(pk=site_id)


def _groups(actor: Actor, first: date, last: date, site_ids: Collection[int]) -> tuple[Group, ...]:
    figures = registry().figures
    found = figures_by_day(actor.organisation_id, figures, first, last, site_ids)
    groups: dict[str, list[Row]] = {}
    for slug, figure in figures.items():
        by_site = _in_order(_by_site(found[slug]), site_ids)
        row = Row(slug, figure.label, figure.definition, figure.estimated, by_site)
        groups.setdefault(str(figure.group), []).append(row)
    return tuple(Group(heading, tuple(rows)) for heading, rows in groups.items())


def _by_site(amounts: Iterable[DayFigure]) -> Mapping[int, int]:
    sums: dict[int, int] = {}
    for amount in amounts:
        sums[amount.site_id] = sums.get(amount.site_id, 0) + amount.amount
    return sums


def _in_order(sums: Mapping[int, int], site_ids: Collection[int]) -> tuple[int, ...]:
    return tuple(sums.get(site_id, 0) for site_id in site_ids)


def _people(actor: Actor, first: date, last: date, site_ids: Collection[int]) -> People:
    seen = people_met(
        Span(organisation_id=actor.organisation_id, first=first, last=last, site_ids=frozenset(site_ids))
    )
    by_site = Counter(site_id for site_id, _person in seen)
    return People(_in_order(by_site, site_ids), len({person for _site, person in seen}))


def first_month(actor: Actor) -> date | None:
    """Return the first day of the month of the earliest encounter, or None while there is none."""
    earliest = (
        Encounter.objects.of(actor).order_by("occurred_at").values_list("local_date", flat=True).first()
    )
    return earliest.replace(day=1) if earliest else None
