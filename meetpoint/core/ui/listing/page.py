"""Reading one page of a list: filters from the query string, rows by key, values resolved last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import cells
from meetpoint.core.ui.listing.declare import Column, Listing
from meetpoint.core.ui.listing.filters import ChoiceFilter, Filter, Reading, YesNoFilter
from meetpoint.core.ui.listing.keyset import Order, cursor_for, place_of
from meetpoint.core.ui.listing.markup import options_markup, rows_markup


class Cell(NamedTuple):
    """One value in its column, as it stands on the page; the first cell of a row may have a `url`."""

    column: Column
    html: SafeString | str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Header:
    """A column's heading: with a link when the list can be sorted by it."""

    column: Column
    url: str = ""
    direction: str = ""  # "ascending" | "descending" when the list is sorted by it now


@dataclass(frozen=True, kw_only=True)
class Control:
    """A filter as the filter bar draws it."""

    filter: Filter
    reading: Reading
    options: Sequence[tuple[str, str]] = ()

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """The parameters and their present values, in order."""
        return [(name, self.reading.raw.get(name, "")) for name in self.filter.parameters()]

    @property
    def options_html(self) -> SafeString:
        """The answers as options, the present one chosen."""
        return options_markup(self.options, self.reading.raw.get(self.filter.name, ""))


@dataclass(frozen=True, kw_only=True)
class Chip:
    """An active filter, and the address of the list without it. `is_default`: nobody asked for it."""

    label: str
    words: str
    url: str
    is_default: bool = False


@dataclass(frozen=True, kw_only=True)
class ListingPage:
    """Everything that `ui/listing.html` draws."""

    listing: Listing
    headers: tuple[Header, ...]
    rows: tuple[tuple[Cell, ...], ...]
    controls: tuple[Control, ...]
    chips: tuple[Chip, ...]
    problems: tuple[str, ...]
    sorts: tuple[tuple[str, str, bool], ...]
    sort_word: str
    next_url: str
    previous_url: str
    everything_url: str
    export_urls: tuple[tuple[str, str], ...]

    @property
    def rows_html(self) -> SafeString:
        """The rows of the table."""
        return rows_markup(self.rows)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether somebody narrowed the list, so that it is not mistaken for an empty programme."""
        return not all(chip.is_default for chip in self.chips)


@dataclass(frozen=True)
class Request:
    """A list's query string, understood."""

    listing: Listing
    actor: Actor
    path: str
    params: Mapping[str, str]

    @property
    def readings(self) -> list[tuple[Filter, Reading]]:
        return [(item, item.read(self.params, self.actor)) for item in self.listing.filters]

    @property
    def order(self) -> Order:
        """The order asked for, or the list's own."""
        said = self.params.get("sort", "")
        first = self.listing.sorts[0]
        chosen = next((sort for sort in self.listing.sorts if sort.name == said.removeprefix("-")), None)
        return Order(chosen, said.startswith("-")) if chosen else Order(first, first.descending)


def narrowed(listing: Listing, request: HttpRequest, queryset: QuerySet[Any]) -> tuple[QuerySet[Any], Order]:
    """Return all rows that the query string asks for, in order: what an export writes."""
    asked = _understand(listing, request)
    for item, reading in asked.readings:
        if reading.value is not None:
            queryset = item.narrow(queryset, reading.value)
    return asked.order.arrange(queryset), asked.order


def read_page(listing: Listing, request: HttpRequest, queryset: QuerySet[Any]) -> ListingPage:
    """Return one page of the list. Bad parameters are said and ignored; a bad cursor gives the first page."""
    asked = _understand(listing, request)
    readings = asked.readings
    for item, reading in readings:
        if reading.value is not None:
            queryset = item.narrow(queryset, reading.value)
    found, has_previous, has_next = _fetch(asked, queryset)
    prepared = listing.prepare(found, asked.actor) if listing.prepare else found
    links = _Links(asked, {name: value for _f, reading in readings for name, value in reading.raw.items()})
    return ListingPage(
        listing=listing,
        headers=tuple(links.header(column) for column in listing.columns if column.on_page),
        rows=tuple(tuple(_cells(listing, row, request)) for row in prepared),
        controls=tuple(_control(item, reading, asked.actor) for item, reading in readings),
        chips=tuple(links.chip(item, reading) for item, reading in readings if reading.value is not None),
        problems=tuple(reading.problem for _f, reading in readings if reading.problem),
        sorts=tuple(links.sort_choices()),
        sort_word=asked.order.word if "sort" in asked.params else "",
        next_url=links.to(after=cursor_for(found[-1], links.salt)) if has_next else "",
        previous_url=links.to(before=cursor_for(found[0], links.salt)) if has_previous else "",
        everything_url=links.everything(),
        export_urls=(("csv", links.to(format="csv")), ("xlsx", links.to(format="xlsx")))
        if listing.exports
        else (),
    )


def _understand(listing: Listing, request: HttpRequest) -> Request:
    return Request(listing, request.actor, request.path, request.GET.dict())  # type: ignore[attr-defined]


def _salt(asked: Request) -> str:
    return f"listing.{asked.listing.slug}.{asked.order.word}"


def _fetch(asked: Request, queryset: QuerySet[Any]) -> tuple[list[Any], bool, bool]:
    """Read one row more than the page shows: whether it is there says whether the list goes on."""
    size = asked.listing.page_size
    order = asked.order
    after = place_of(asked.params.get("after", ""), _salt(asked))
    before = place_of(asked.params.get("before", ""), _salt(asked)) if after is None else None
    rows = order.arrange(queryset, backwards=before is not None)
    if before is not None:
        found = list(order.beyond(rows, before, backwards=True)[: size + 1])
        return found[:size][::-1], len(found) > size, bool(found)
    if after is not None:
        rows = order.beyond(rows, after)
    found = list(rows[: size + 1])
    return found[:size], after is not None and bool(found), len(found) > size


def _cells(listing: Listing, row: Any, request: HttpRequest) -> Iterator[Cell]:
    url = listing.url(row) if listing.url else ""
    for column in listing.columns:
        if not column.on_page:
            continue
        value = column.value(row)
        if column.cell_template:
            yield Cell(
                column=column,
                html=render_to_string(
                    column.cell_template,
                    {"row": row, "value": value, "csrf_token": get_token(request)},
                ),
                url=url,
            )
        else:
            yield Cell(column=column, html=cells.shown(value), url=url)
        url = ""


def _control(item: Filter, reading: Reading, actor: Actor) -> Control:
    options = item.options(actor) if isinstance(item, ChoiceFilter | YesNoFilter) else ()
    return Control(filter=item, reading=reading, options=options)


@dataclass(frozen=True)
class _Links:
    """Addresses of this list with one thing changed."""

    asked: Request
    raw: Mapping[str, str]

    @property
    def salt(self) -> str:
        return _salt(self.asked)

    def to(self, without: Sequence[str] = (), **changes: str) -> str:
        """Return the address with the present filters and order, changed; without a cursor unless given."""
        sort = {"sort": self.asked.order.word} if "sort" in self.asked.params else {}
        wanted = {**self.raw, **dict.fromkeys(without, ""), **sort, **changes}
        defaults = {item.name: item.default for item in self.asked.listing.filters}
        said = {name: value for name, value in wanted.items() if value != defaults.get(name, "")}
        return f"{self.asked.path}?{urlencode(said)}" if said else self.asked.path

    def everything(self) -> str:
        """Return the address of the list without any filter."""
        return self.to(without=[name for item in self.asked.listing.filters for name in item.parameters()])

    def chip(self, item: Filter, reading: Reading) -> Chip:
        url = self.to(without=item.parameters())
        is_default = bool(item.default) and reading.raw.get(item.name) == item.default
        return Chip(label=str(item.label), words=reading.words, url=url, is_default=is_default)

    def header(self, column: Column) -> Header:
        order = self.asked.order
        sort = next((sort for sort in self.asked.listing.sorts if sort.name == column.name), None)
        if sort is None:
            return Header(column=column)
        if sort != order.sort:
            return Header(column=column, url=self.to(sort=Order(sort, sort.descending).word))
        direction = "descending" if order.descending else "ascending"
        return Header(
            column=column, url=self.to(sort=Order(sort, not order.descending).word), direction=direction
        )

    def sort_choices(self) -> Iterator[tuple[str, str, bool]]:
        for sort in self.asked.listing.sorts:
            word = Order(sort, sort.descending).word
            yield str(sort.label), self.to(sort=word), sort == self.asked.order.sort
