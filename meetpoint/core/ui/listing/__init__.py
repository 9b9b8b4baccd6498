"""Declarative lists: columns, filters and sorts described once, read a page at a time by key."""

from meetpoint.core.ui.listing.cells import Link, Status
from meetpoint.core.ui.listing.declare import Column, Listing, Sort
from meetpoint.core.ui.listing.filters import ChoiceFilter, DateRangeFilter, Filter, SearchFilter, YesNoFilter
from meetpoint.core.ui.listing.page import ListingPage

__all__ = [
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "Filter",
    "Link",
    "Listing",
    "ListingPage",
    "SearchFilter",
    "Sort",
    "Status",
    "YesNoFilter",
]
