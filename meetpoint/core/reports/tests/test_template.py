"""Report templates: the shipped ones are whole, and a wrong one is refused with its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meetpoint.core.organisations.packs import Words
from meetpoint.core.reports.template import FOLDER, Template, measure_of, read_template, templates

SHIPPED = (FOLDER / "ssp-indicators.toml").read_text()


def words_of(template: Template) -> Iterator[Words]:
    yield from (template.title, template.funder, template.source, template.check)
    for row in template.rows:
        yield from filter(None, (row.label, row.asked, row.missing, row.check))


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_shipped_template_speaks_both_languages_and_asks_for_what_is_declared(name: str) -> None:
    template = templates()[name]
    assert all(words["en"] and words["es"] for words in words_of(template))
    assert all(measure_of(row) or row.missing for row in template.rows)


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ('slug = "ssp-indicators"', 'slug = "other"', "its slug is 'other'"),
        ('code = "05"', 'code = "04"', "more than one row has the code 04"),
        ('measure = "naloxone.doses"', 'measure = "naloxone.love"', "which nobody declares"),
        ('measure = "naloxone.doses"', 'measure = ""', "needs a measure"),
        ('measure = "naloxone.doses"', 'measure = "naloxone.doses"\nwhere.site = "x"', "cannot be narrowed"),
        ('period = "year"', 'period = "week"', "'week'"),
        ("[title]", '[titel]\nen = ""\n[title]', "titel"),
    ],
)
def test_wrong_template_is_refused(tmp_path: Path, was: str, becomes: str, why: str) -> None:
    path = tmp_path / "ssp-indicators.toml"
    path.write_text(SHIPPED.replace(was, becomes))
    with pytest.raises(ValueError, match=f"ssp-indicators.toml is not a report template.*{why}"):
        read_template(path)


def test_service_that_is_not_installed_leaves_the_row_open(tmp_path: Path) -> None:
    path = tmp_path / "ssp-indicators.toml"
    path.write_text(SHIPPED.replace("naloxone.doses", "vending.doses"))
    assert measure_of(read_template(path).rows[-1]) is None


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_every_row_is_described_in_the_documents(name: str) -> None:
    text = (FOLDER.parents[4] / "docs" / "reference" / "reports.md").read_text()
    assert f"`{name}`" in text
    assert [
        row.code for row in templates()[name].rows if f"| {row.code} | {row.label['en']} |" not in text
    ] == []
