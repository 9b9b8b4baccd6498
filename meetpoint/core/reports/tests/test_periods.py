"""The spans that are offered by name."""

from datetime import date

import pytest

from meetpoint.core.reports.asking.template import Period
from meetpoint.core.reports.periods import check_span, choices, usual
from meetpoint.lib.errors import DomainError


@pytest.mark.parametrize(
    ("today", "this", "last"),
    [
        ("2026-01-01", ("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31")),
        ("2026-05-17", ("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
        ("2026-12-31", ("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-09-30")),
    ],
)
def test_quarters(org, today: str, this: tuple[str, str], last: tuple[str, str]) -> None:
    offered = {
        one.slug: (str(one.first), str(one.last)) for one in choices(org.pk, date.fromisoformat(today))
    }
    assert (offered["this-quarter"], offered["last-quarter"]) == (this, last)
    spans = [f"{which}-{span}" for span in ("month", "quarter", "year") for which in ("this", "last")]
    assert [*offered] == spans


def test_leap_year_is_whole(org) -> None:
    offered = {one.slug: one for one in choices(org.pk, date(2028, 2, 29))}
    assert (offered["this-year"].first, offered["this-year"].last) == (date(2028, 1, 1), date(2028, 12, 31))


def test_usual_span_is_the_last_that_is_over() -> None:
    assert usual(Period.QUARTER, date(2026, 4, 1)).slug == "last-quarter"
    assert usual(Period.YEAR, date(2026, 4, 1)).last == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1984, 12, 31), date(1985, 1, 1), "from"),
        (date(2026, 1, 1), date(2101, 1, 1), "to"),
        (date(2026, 1, 2), date(2026, 1, 1), "to"),
        (date(2010, 1, 1), date(2026, 1, 1), "to"),
    ],
)
def test_spans_that_no_report_is_about(first: date, last: date, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_span(first, last)
    assert list(refused.value.fields) == [field]
    check_span(date(2026, 1, 1), date(2026, 1, 1))
