"""Charts of the months behind us, from the figures that the modules declare."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.encounters.queries import by_month
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.registry import registry
from meetpoint.core.ui.charts import Chart, Series, bar_chart, line_chart, stacked

Sums = Mapping[str, Mapping[date, int]]


@dataclass(frozen=True, kw_only=True)
class Strand:
    """One series of a trend: the sum of the figures whose slug is listed, or begins with a listed `…_`."""

    label: Words
    figures: tuple[str, ...]

    def slugs(self) -> list[str]:
        """Return the declared figures that belong to it."""
        return [slug for slug in registry().figures if self._takes(slug)]

    def _takes(self, slug: str) -> bool:
        return any(slug == name or (name.endswith("_") and slug.startswith(name)) for name in self.figures)


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A chart that people look at often."""

    title: Words
    strands: tuple[Strand, ...]
    draw: str = "bars"
    note: Words = ""


TRENDS = (
    Trend(
        title=gettext_lazy("Syringes out and back"),
        strands=(
            Strand(label=gettext_lazy("Out"), figures=("syringes_out",)),
            Strand(label=gettext_lazy("Returned"), figures=("syringes_returned_",)),
        ),
        note=gettext_lazy("Returns by volume or weight are estimates; community clean-ups are not in it."),
    ),
    Trend(
        title=gettext_lazy("Naloxone doses handed out"),
        strands=(Strand(label=gettext_lazy("Doses"), figures=("naloxone_doses",)),),
    ),
    Trend(
        title=gettext_lazy("Reversals reported"),
        strands=(Strand(label=gettext_lazy("Reversals"), figures=("reversals_reported",)),),
        note=gettext_lazy("As told by people who come; many are never told."),
    ),
    Trend(
        title=gettext_lazy("Contacts"),
        strands=(
            Strand(label=gettext_lazy("With a code"), figures=("contacts_with_code",)),
            Strand(label=gettext_lazy("Anonymous"), figures=("contacts_without_code",)),
            Strand(label=gettext_lazy("Only counted"), figures=("people_counted",)),
        ),
        draw="stacks",
    ),
)

_PAINTERS = {"bars": bar_chart, "lines": line_chart, "stacks": stacked}


def trend_charts(
    organisation_id: int, first: date, last: date, *, sites: Collection[int] | None, figure: str = ""
) -> list[Chart]:
    """Return the usual charts of a span, or the chart of one figure when that is asked for."""
    trends = [_of_figure(figure)] if figure in registry().figures else TRENDS
    wanted = [slug for trend in trends for strand in trend.strands for slug in strand.slugs()]
    sums = by_month(organisation_id, wanted, first, last, sites)
    return list(_charts(trends, sums, last))


def _of_figure(slug: str) -> Trend:
    figure = registry().figures[slug]
    strand = Strand(label=figure.label, figures=(slug,))
    return Trend(title=figure.label, strands=(strand,), note=figure.definition)


def _charts(trends: Sequence[Trend], sums: Sums, last: date) -> Iterator[Chart]:
    for trend in trends:
        series = [_series(strand, sums) for strand in trend.strands if strand.slugs()]
        if not series:
            continue
        months = list(next(iter(sums.values())))
        note = " ".join(str(part) for part in (trend.note, _unfinished(last)) if part)
        yield _PAINTERS[trend.draw](str(trend.title), months, series, step="month", note=note)


def _series(strand: Strand, sums: Sums) -> Series:
    columns = zip(*(sums[slug].values() for slug in strand.slugs()), strict=True)
    return Series(name=str(strand.label), values=tuple(sum(column) for column in columns))


def _unfinished(last: date) -> str:
    day = date_format(last, "MONTH_DAY_FORMAT")
    return _("The last month is not over; it goes to %(day)s.") % {"day": day} if last.day < 28 else ""
