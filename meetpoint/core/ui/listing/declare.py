"""The declaration of a list: what it shows, by what it can be narrowed and sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from meetpoint.core.modules.fields import Words
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing.filters import Filter

if TYPE_CHECKING:
    from meetpoint.core.ui.listing.page import ListingPage


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value(row)` is asked after the page was fetched and must not query.

    A value may be text, a number, a date, a moment, yes or no, a `Link` or a `Status`; `cell_template`
    (given `row` and `value`) draws anything else. `numeric` aligns figures to the right. With `on_page`
    off, the column stands in files only.
    """

    name: str
    label: Words
    value: Callable[[Any], Any]
    cell_template: str = ""
    numeric: bool = False
    hide_on_phone: bool = False
    on_page: bool = True
    export: bool = True


@dataclass(frozen=True, kw_only=True)
class Sort:
    """An order by one field that is never empty and stands in an index; ties are broken by the primary key.

    When a column has the same `name`, its header becomes the link. `descending` is how it sorts first.
    """

    name: str
    label: Words
    field: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list page, declared. The first sort is the one used when none is asked for.

    `prepare(rows, actor)` turns the fetched objects into what the columns read, one for each and in the
    same order, loading all that a page of them needs in as few queries as possible. `url(row)` makes the
    first column a link. `empty` is the icon, title and text shown when there is nothing at all.
    """

    slug: str
    columns: tuple[Column, ...]
    sorts: tuple[Sort, ...]
    filters: tuple[Filter, ...] = ()
    page_size: int = 25
    prepare: Callable[[Sequence[Any], Actor], Sequence[Any]] | None = None
    url: Callable[[Any], str] | None = None
    caption: Words = ""
    empty_icon: str = "list"
    empty_title: Words = ""
    empty_text: Words = ""
    exports: bool = True

    def page(self, request: HttpRequest, queryset: QuerySet[Any]) -> ListingPage:
        """Return the page of rows that the query string asks for: one query, and those of `prepare`."""
        from meetpoint.core.ui.listing.page import read_page  # noqa: PLC0415 - page.py reads these declarations

        return read_page(self, request, queryset)
