"""Charts as plain geometry: a template draws them as accessible SVG, with the table of numbers behind."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart ready to draw."""

    title: str
