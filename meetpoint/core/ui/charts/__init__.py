"""Charts as plain geometry: a template draws them as accessible SVG, with the table of numbers behind."""

from meetpoint.core.ui.charts.build import bar_chart, line_chart, ranked_bars, stacked
from meetpoint.core.ui.charts.shapes import Chart, Series

__all__ = ["Chart", "Series", "bar_chart", "line_chart", "ranked_bars", "stacked"]
