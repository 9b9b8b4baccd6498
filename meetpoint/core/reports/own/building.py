"""From what somebody ticked to a template, which everything else about reports then takes like any other."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetpoint.core.modules.registry import registry
from meetpoint.core.reports.answering.report import in_languages
from meetpoint.core.reports.asking.template import Period, Row, Template

UNSAVED = "unsaved"
"""The name of a report that is only looked at."""

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Choices:
    """The indicators of a report by code, and the one or two columns by which they are broken down."""

    codes: tuple[str, ...]
    by: tuple[str, ...] = ()


def built(choices: Choices, *, title: str = "", slug: str = UNSAVED, version: int = 1) -> Template:
    """Return a template with one row for each indicator, each broken down as far as it can be."""
    return Template(
        slug=slug,
        version=str(version),
        title={"en": title} if title else in_languages(lambda: _("The report")),
        periods=(Period.QUARTER, Period.MONTH, Period.YEAR),
        rows=tuple(_row(number, code, choices.by) for number, code in enumerate(choices.codes, start=1)),
    )


def chosen_in(template: Template) -> Choices:
    """Return what was ticked for a template that was built here; of another, what can be ticked of it."""
    by = dict.fromkeys(name for row in template.rows for name in row.by)
    return Choices(tuple(row.indicator for row in template.rows if row.indicator), tuple(by))


def is_built(template: Template) -> bool:
    """Tell whether the builder made a template, so that it can change it without losing anything of it."""
    if not template.version.isdecimal():
        return False
    title, version = template.title["en"], int(template.version)
    again = built(chosen_in(template), title=title, slug=template.slug, version=version)
    return again.as_data() == template.as_data()


def name_for(title: str, uid: UUID) -> str:
    """Return the name under which a new report is kept; saving the same page twice gives it the same name."""
    return f"{slugify(title)[:LONGEST_NAME].strip('-') or 'report'}-{uid.hex[-6:]}"


def _row(number: int, code: str, by: tuple[str, ...]) -> Row:
    indicator = registry().indicators[code]
    return Row(
        code=str(number),
        label=in_languages(lambda: indicator.title),
        indicator=code,
        by=tuple(name for name in by if name in indicator.breakdowns),
    )
