"""Made-up content, in English only, for the page that shows every component to those who develop."""

from datetime import date, timedelta
from typing import Any

from django import forms

from meetpoint.core.ui import icons, widgets
from meetpoint.core.ui.charts import Series, bar_chart, line_chart, ranked_bars, stacked
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, SearchFilter, Status
from meetpoint.core.ui.listing.cells import shown
from meetpoint.core.ui.listing.filters import Reading
from meetpoint.core.ui.listing.page import Cell, Chip, Control, Header, ListingPage
from meetpoint.lib import clock

MONTHS = tuple(date(2025 + (number + 7) // 12, (number + 7) % 12 + 1, 1) for number in range(12))
SITES = (("plaza", "Plaza"), ("van", "Van"))
OUT = (2140, 2310, 1980, 2705, 2602, 2490, 2870, 3015, 2744, 3120, 3302, 2955)
BACK = (1822, 2010, 1760, 2214, 2305, None, 2466, 2702, 2388, 2641, 2985, 2590)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the site", help_text="As people call it, such as Plaza.")
    kind = forms.ChoiceField(label="Kind", choices=[("fixed", "Fixed site"), ("mobile", "Mobile unit")])
    opened = forms.DateField(label="Day", required=False, widget=widgets.DayInput)
    amount = forms.IntegerField(label="Amount", widget=widgets.StepperInput(presets=(20, 40)), initial=40)
    reason = forms.ChoiceField(
        label="Reason",
        required=False,
        widget=forms.RadioSelect,
        choices=[("used", "Used"), ("lost", "Lost")],
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea, help_text="Never reported.")
    trained = forms.BooleanField(label="Training given", required=False)


def listing_page() -> ListingPage:
    """Return a list page as `Listing.page` would, without a database."""
    columns = (
        Column(name="what", label="What", value=lambda row: row[0]),
        Column(name="site", label="Site", value=lambda row: row[1]),
        Column(name="day", label="Day", value=lambda row: row[2]),
        Column(name="state", label="State", value=lambda row: row[3]),
        Column(name="amount", label="Amount", value=lambda row: row[4], numeric=True),
    )
    filters = (
        SearchFilter(label="Search"),
        ChoiceFilter(name="site", label="Site", choices=SITES),
        DateRangeFilter(name="day", label="Day"),
    )
    controls = tuple(
        Control(filter=item, reading=Reading(), options=SITES if item.name == "site" else ())
        for item in filters
    )
    return ListingPage(
        listing=Listing(slug="sample", columns=columns, sorts=()),
        headers=tuple(
            Header(column=c, url="?sort=day", direction="descending" if c.name == "day" else "")
            for c in columns
        ),
        rows=tuple(_cells(columns, row) for row in _rows()),
        controls=controls,
        chips=(Chip(label="Site", words="Plaza", url="?"),),
        problems=(),
        sorts=(),
        sort_word="",
        next_url="?after=x",
        previous_url="?before=x",
        everything_url="?",
        export_urls=(("csv", "?format=csv"), ("xlsx", "?format=xlsx")),
    )


def _rows() -> list[tuple[Any, ...]]:
    today = clock.now().date()
    return [
        ("Syringes, 1 ml, 29 G", "Plaza", today, Status("ok", "Enough"), 12_400),
        (
            "Naloxone nasal spray, 4 mg, kit of two",
            "Van",
            today - timedelta(days=1),
            Status("soon", "9 days left"),
            46,
        ),
        (
            "Fentanyl test strips",
            "Plaza",
            today - timedelta(days=40),
            Status("now", "Order today"),
            12,
        ),
        (
            "Sterile water",
            "Riverside encampment outreach route",
            None,
            Status("danger", "Recalled"),
            0,
        ),
    ]


def _cells(columns: tuple[Column, ...], row: tuple[Any, ...]) -> tuple[Cell, ...]:
    values = [(column, column.value(row)) for column in columns]
    return tuple(
        Cell(column=c, html=shown(value), url="#" if c.name == "what" else "") for c, value in values
    )


def everything() -> dict[str, Any]:
    """Return the context of the page."""
    out = Series(name="Handed out", values=OUT)
    back = Series(name="Returned", values=BACK)
    wrong = SampleForm({"w-name": "", "w-amount": "-4", "w-kind": "elsewhere"}, prefix="w")
    ranks = [("Street or park", 64), ("Home", 41), ("Encampment", 18), ("Motel or hotel", None)]
    return {
        "icons": sorted(icons.drawings()),
        "badges": [(level, level) for level in ("ok", "note", "soon", "now", "danger")],
        "form": SampleForm(),
        "wrong_form": wrong,
        "now": clock.now(),
        "earlier": clock.now() - timedelta(days=1, hours=3),
        "long_ago": clock.now() - timedelta(days=400),
        "presets": (20, 40, 100),
        "listing": listing_page(),
        "charts": [
            bar_chart("Syringes out by month", MONTHS, [out]),
            bar_chart("Syringes out and back", MONTHS, [out, back]),
            line_chart("Out and back as lines", MONTHS, [out, back], note="Includes estimates."),
            stacked("Parts of a whole", MONTHS, [out, back]),
            ranked_bars("Reversals by place", ranks),
            bar_chart("Nothing yet", (), [Series(name="", values=())]),
        ],
    }
