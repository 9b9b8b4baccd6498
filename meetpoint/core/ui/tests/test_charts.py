"""The arithmetic of charts: ticks, scales, labels that do not touch, and numbers that are missing."""

from datetime import date
from itertools import pairwise

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.ui.charts import Chart, Series, bar_chart, line_chart, ranked_bars, stacked
from meetpoint.core.ui.charts.scale import Scale, every, nice_ticks, shown_places
from meetpoint.core.ui.charts.shapes import Drawing

MONTHS = [date(2025 + (month + 9) // 12, (month + 9) % 12 + 1, 1) for month in range(12)]


def series(*values: float | None, name: str = "Out") -> Series:
    return Series(name=name, values=values)


def drawn(chart: Chart) -> str:
    return Template("{% load ui %}{% chart one %}").render(Context({"one": chart}))


def wide(chart: Chart) -> Drawing:
    return chart.drawings[0]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([7], (0, 2, 4, 6, 8)),
        ([3302], (0, 1000, 2000, 3000, 4000)),
        ([4000], (0, 1000, 2000, 3000, 4000)),
        ([1], (0, 1)),
        ([2], (0, 1, 2)),
        ([0.9], (0, 0.5, 1)),
        ([0, None], (0, 1)),
        ([], (0, 1)),
        ([-3, 5], (-4, -2, 0, 2, 4, 6)),
    ],
)
def test_ticks_are_round_and_reach_past_every_value(
    values: list[float | None], ticks: tuple[float, ...]
) -> None:
    assert nice_ticks(values) == ticks


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**9), max_size=20))
def test_ticks_hold_all_values_and_nought(values: list[int]) -> None:
    ticks = nice_ticks(values)
    assert ticks[0] <= min([0, *values])
    assert ticks[-1] >= max([0, *values])
    assert 0 in ticks
    assert 2 <= len(ticks) <= 8
    assert all(float(tick).is_integer() for tick in ticks)


def test_scale_puts_ends_at_its_ends() -> None:
    scale = Scale((0, 50, 100), top=20, bottom=220)
    assert [scale.y(value) for value in (0, 50, 100, 25)] == [220, 120, 20, 170]
    assert scale.zero == 220


def test_labels_are_thinned_until_they_fit_and_the_last_stays() -> None:
    assert every(12, slot=25, widest=49) == 2
    assert shown_places(12, 2) == [1, 3, 5, 7, 9, 11]
    assert shown_places(1, 3) == [0]
    assert shown_places(0, 1) == []


def test_bars_are_as_high_as_their_numbers() -> None:
    bars = wide(bar_chart("Out", MONTHS[:3], [series(10, 20, 40)])).bars
    assert [round(bar.height / bars[0].height, 2) for bar in bars] == [1, 2, 4]
    assert len({bar.y + bar.height for bar in bars}) == 1


def test_bars_side_by_side_do_not_overlap() -> None:
    chart = bar_chart("Out and back", MONTHS, [series(*range(12)), series(*range(12), name="Back")])
    for drawing in chart.drawings:
        bars = sorted(drawing.bars, key=lambda bar: bar.x)
        assert all(one.x + one.width <= other.x + 0.21 for one, other in pairwise(bars))
        assert bars[-1].x + bars[-1].width <= drawing.width


def test_negative_bar_hangs_from_nought() -> None:
    up, down = wide(bar_chart("Corrections", MONTHS[:2], [series(5, -5)])).bars
    assert up.y + up.height == down.y


def test_stacks_stand_on_one_another() -> None:
    lower, upper = wide(stacked("Parts", MONTHS[:1], [series(10), series(30, name="Back")])).bars
    assert upper.y + upper.height == pytest.approx(lower.y)
    assert upper.height == pytest.approx(3 * lower.height, abs=0.3)


def test_a_missing_number_breaks_the_line_and_is_not_nought() -> None:
    chart = line_chart("Back", MONTHS[:5], [series(1, 2, None, 4, 5)])
    assert len(wide(chart).lines) == 2
    assert len(wide(chart).dots) == 4
    assert chart.rows[2][1] == "–"


def test_one_point_is_a_dot() -> None:
    chart = line_chart("Back", MONTHS[:1], [series(3)])
    assert [len(wide(chart).dots), chart.rows[0][1]] == [1, "3"]
    assert drawn(chart).count("<circle") == 2


@pytest.mark.parametrize(
    "chart", [bar_chart("None", [], [series()]), line_chart("None", MONTHS[:2], [series(None, None)])]
)
def test_nothing_known_says_so(chart: Chart) -> None:
    assert chart.is_empty
    assert "There are no numbers for this yet." in drawn(chart)
    assert "<svg" not in drawn(chart)


def test_all_noughts_still_draw_an_axis() -> None:
    chart = bar_chart("Out", MONTHS[:2], [series(0, 0)])
    assert [rule.is_zero for rule in wide(chart).rules] == [True, False]
    assert all(bar.height == 0 for bar in wide(chart).bars)


def test_end_labels_of_lines_stand_apart() -> None:
    labels = wide(line_chart("Two", MONTHS[:2], [series(1, 100), series(1, 101, name="Back")])).labels
    ends = sorted(label.y for label in labels if label.kind == "value")
    assert ends[1] - ends[0] >= 15


def test_months_are_named_in_the_readers_language_with_the_year_once() -> None:
    def under(chart: Chart, kind: str) -> list[str]:
        return [label.text for label in wide(chart).labels if label.kind == kind]

    with translation.override("es"):
        spanish = bar_chart("Salidas", MONTHS, [series(*range(12))])
    english = bar_chart("Out", MONTHS, [series(*range(12))])
    assert under(english, "place")[:4] == ["Oct", "Nov", "Dec", "Jan"]
    assert under(english, "under") == ["2025", "2026"]
    assert under(spanish, "place")[3].lower() == "ene"


def test_days_name_their_month_once() -> None:
    days = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1)]
    labels = wide(bar_chart("Days", days, [series(1, 2, 3)], step="day")).labels
    assert [label.text for label in labels if label.kind in ("place", "under")] == [
        "30",
        "Mar",
        "31",
        "1",
        "Apr",
    ]


def test_ranked_bars_keep_the_order_and_the_names_whole() -> None:
    pairs = [("A place with a very long name indeed", 4), ("Home", 8), ("Nowhere", 0), ("Unknown", None)]
    chart = ranked_bars("By place", pairs)
    assert [row[1] for row in chart.rows] == ["4", "8", "0", "–"]
    assert wide(chart).bars[0].width * 2 == pytest.approx(wide(chart).bars[1].width, abs=0.2)
    assert "A place with a very long name indeed" in [label.text for label in wide(chart).labels]


def test_drawing_is_named_described_and_has_its_numbers_behind() -> None:
    page = drawn(bar_chart("Syringes out", MONTHS, [series(*range(1200, 1212))], note="Estimated."))
    assert page.count('role="img"') == 2
    assert "the most is 1,211 (September 2026)" in page
    assert '<td class="numeric">1,200</td>' in page
    assert "Estimated." in page
    assert "style=" not in page


def test_names_are_escaped() -> None:
    assert "<script>" not in drawn(ranked_bars("<script>", [("<script>", 1)]))


def test_series_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        bar_chart("Out", MONTHS, [series(1)])


def test_a_range_is_drawn_said_and_in_the_table() -> None:
    few = Series(name="Out", values=(3, 40), ranges=((0.6, 8.8), None))
    chart = bar_chart("Few", MONTHS[:2], [few])
    (whisker,) = wide(chart).whiskers
    bar = wide(chart).bars[0]
    assert whisker.path.startswith(f"M{round(bar.x + bar.width / 2, 1)},")
    assert "by chance between 0.6 and 8.8" in bar.words
    assert chart.header == ("Month", "Out", "By chance between")
    assert [row[1:] for row in chart.rows] == [("3", "0.6–8.8"), ("40", "")]
    assert 'class="whisker"' in drawn(chart)


def test_a_range_that_reaches_past_every_value_has_room() -> None:
    few = Series(name="Out", values=(1, 2), ranges=((0, 5.6), (0.2, 7.2)))
    for chart in (bar_chart("Few", MONTHS[:2], [few]), line_chart("Few", MONTHS[:2], [few])):
        for drawing in chart.drawings:
            assert len(drawing.whiskers) == 2
            assert (
                min(float(part.split(",")[1]) for w in drawing.whiskers for part in w.path[1:].split()[:2])
                > 0
            )
        labels = [label.y for label in wide(chart).labels if label.kind == "value"]
        assert min(labels) > 0
