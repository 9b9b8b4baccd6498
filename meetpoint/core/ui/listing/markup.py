"""The rows of a list and the answers of a filter as markup.

Put together in Python, because a template takes six times as long for the hundreds of cells of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from meetpoint.core.ui.listing.declare import Column

if TYPE_CHECKING:
    from meetpoint.core.ui.listing.page import Cell


def rows_markup(rows: Iterable[Sequence[Cell]]) -> SafeString:
    """Return the table rows. Everything that came from a record is escaped, unless it is markup already."""
    heads: list[str] = []
    parts: list[str] = []
    for row in rows:
        heads = heads or [_head(cell.column, first=place == 0) for place, cell in enumerate(row)]
        cells = (f"{head}{_inside(cell)}</td>" for head, cell in zip(heads, row, strict=True))
        parts.append(f"<tr>{''.join(cells)}</tr>\n")
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped where it was made


def options_markup(options: Iterable[tuple[str, str]], said: str) -> SafeString:
    """Return the options of a filter, the present answer chosen."""
    parts = (
        f'<option value="{conditional_escape(value)}"{" selected" if value == said else ""}>'
        f"{conditional_escape(label)}</option>"
        for value, label in options
    )
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped where it was made


def _head(column: Column, *, first: bool) -> str:
    classes = [
        *(["numeric"] if column.numeric else []),
        *(["hide-on-phone"] if column.hide_on_phone else []),
        *(["first"] if first else []),
    ]
    return f'<td class="{" ".join(classes)}" data-label="{conditional_escape(column.label)}">'


def _inside(cell: Cell) -> str:
    html = conditional_escape(cell.html)
    return f'<a class="row-link" href="{conditional_escape(cell.url)}">{html}</a>' if cell.url else html
