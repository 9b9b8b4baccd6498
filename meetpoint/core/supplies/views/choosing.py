"""Which site a supplies page is about, and how it links to the same page of another."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.access.guard import StaffRequest
from meetpoint.core.supplies.queries import ItemFacts, Place, catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.lib.numbers import whole_number

_MOST_ROWS = 10**18
_MOST_TYPED = 999_999_999


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to the same page with one thing changed."""

    label: str
    url: str
    is_current: bool


def named(text: str) -> int:
    """Return the row that a text names by its number; 0, which no row has, when it names none."""
    return whole_number(text, most=_MOST_ROWS) or 0


def whole_units(text: str) -> int:
    """Return the units that somebody typed, nought for nothing. Raises DomainError for anything else.

    The action says what it thinks of the amount; this only keeps it within what a column holds.
    """
    units = whole_number(text.strip() or "0", most=_MOST_TYPED)
    if units is None or units < 0:
        raise DomainError(_("Write whole numbers, such as 12."))
    return units


def chosen_place(request: StaffRequest, places: Mapping[int, Place], name: str = "site") -> Place:
    """Return the site that the address names, or where the person works, or the first. Raises DomainError."""
    said = request.POST.get(name) or request.GET.get(name, "")
    if named(said) in places:
        return places[named(said)]
    present = request.site
    if present is not None and present.pk in places:
        return places[present.pk]
    if not places:
        raise DomainError(_("There is no site yet. An administrator adds the first one in the settings."))
    return next(iter(places.values()))


def place_links(
    request: StaffRequest, places: Mapping[int, Place], current: int | None, *, with_all: bool = False
) -> list[Choice]:
    """Return links to the same page of each site, and of all of them; the present one first."""
    links = [
        _link(request, "site", str(place.id), label=place.name, is_current=current == place.id)
        for place in places.values()
    ]
    if with_all:
        links.insert(0, _link(request, "site", "all", label=_("All sites"), is_current=current is None))
    return sorted(links, key=lambda link: not link.is_current) if len(places) > 1 else []


def links_of(request: StaffRequest, name: str, answers: list[tuple[str, str]], current: str) -> list[Choice]:
    """Return links to the same page with each answer, the present one first."""
    links = [
        _link(request, name, value, label=label, is_current=value == current) for value, label in answers
    ]
    return sorted(links, key=lambda link: not link.is_current)


def items_in_use(actor: Actor) -> list[ItemFacts]:
    """Return the catalogue without retired items, in order."""
    return [item for item in catalogue(actor.organisation_id).values() if not item.retired]


def _link(request: StaffRequest, name: str, value: str, *, label: str, is_current: bool) -> Choice:
    query = request.GET.copy()
    query[name] = value
    return Choice(label, f"{request.path}?{query.urlencode()}", is_current)
