"""The template format: shipped ones are whole, saved ones the same class, mistakes named with a way out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.packs import Words
from meetpoint.core.reports.asking.library import FOLDER, read_file, shipped
from meetpoint.core.reports.asking.reading import Mistake, TemplateWrong, template_of
from meetpoint.core.reports.asking.template import Template

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))

SMALL: dict[str, Any] = {
    "format": 2,
    "slug": "ours",
    "version": "1",
    "title": "Our board's page",
    "periods": "quarter",
    "layout": "board",
    "sections": [{"slug": "people", "title": {"en": "People", "es": "Personas"}}],
    "rows": [
        {
            "code": "1",
            "section": "people",
            "label": {"en": "Reversals", "es": "Reversiones"},
            "indicator": "naloxone.reversals",
            "where": {"given_by": ["friend", "not_said"]},
            "by": "month",
            "shown": "line",
        },
        {"code": "2", "label": "Counties", "missing": "the county of each site"},
    ],
}


def words_of(template: Template) -> Iterator[Words | None]:
    yield from (template.title, template.funder, template.source, template.check)
    for section in template.sections:
        yield section.title
    for row in template.rows:
        yield from filter(
            None, (row.label, row.asked, row.missing, row.check, row.note, row.sentence, row.sentence_one)
        )


@pytest.mark.parametrize("name", NAMES)
def test_shipped_template_speaks_both_languages_and_gives_its_source(name: str) -> None:
    template = shipped()[name]
    assert all(words and words["en"] and words["es"] for words in words_of(template))
    assert all(row.missing or row.indicator in registry().indicators for row in template.rows)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_template_is_the_same_after_it_was_saved_as_json(name: str) -> None:
    template = shipped()[name]
    assert template_of(json.loads(json.dumps(template.as_data())), name="saved") == template


def test_saved_template_may_be_as_short_as_this() -> None:
    template = template_of(SMALL, name="saved")
    assert template.title == {"en": "Our board's page"}
    assert [period.value for period in template.periods] == ["quarter"]
    first, second = template.rows
    assert (first.where, first.by) == ({"given_by": ("friend", "not_said")}, ("month",))
    assert second.missing == {"en": "the county of each site"}
    assert template.rows_of("people") == (first,)
    assert template.rows_of("") == (second,)


def changed(**first_row: Any) -> dict[str, Any]:
    data = copy.deepcopy(SMALL)
    data["rows"][0].update(first_row)
    return data


@pytest.mark.parametrize(
    ("data", "row", "field", "allowed"),
    [
        (changed(indicator="naloxone.reversal"), "1", "indicator", "Did you mean “naloxone.reversals”"),
        (changed(indicator=""), "1", "indicator", "needs an indicator, or what is missing"),
        (changed(missing="x"), "1", "indicator", "and not both"),
        (changed(where={"given_by": "freind"}), "1", "where.given_by", "Did you mean “friend”"),
        (changed(where={"site": "plaza"}), "1", "where.site", "site_kind, outcome, given_by"),
        (changed(where={"given_by": []}), "1", "where.given_by", "write a word"),
        (changed(where="friend"), "1", "where", "where.column"),
        (changed(by="zip3"), "1", "by", "site, site_kind, day, month"),
        (changed(by=["site", "month", "outcome"]), "1", "by", "one or two"),
        (changed(by=["site", "site"]), "1", "by", "one or two different"),
        (changed(by="outcome"), "1", "shown", "a line is drawn over time"),
        (changed(by=[], shown="bars"), "1", "shown", "bars need one column"),
        (changed(shown="pie"), "1", "shown", "numbers, bars, line"),
        (changed(detail="zip3"), "1", "detail", "site, site_kind"),
        (changed(section="peple"), "1", "section", "Did you mean “people”"),
        (changed(lable="x"), "1", "lable", "Did you mean “label”"),
        (changed(label={"en": "x", "fr": "x"}), "1", "label.fr", "en, es"),
        (changed(label={"es": "x"}), "1", "label.en", "this is needed"),
        (changed(label=7), "1", "label", "write text"),
        (changed(sentence="You did it"), "1", "sentence.en", "{value}"),
        (changed(code="2"), "", "rows", "more than one is called 2"),
        (changed(code="a b"), "a b", "code", "without spaces"),
        (SMALL | {"format": 1}, "", "format", "format = 2"),
        (SMALL | {"slug": "Our Own"}, "", "slug", "small letters"),
        (SMALL | {"version": 2}, "", "version", "quotation marks"),
        (SMALL | {"title": ""}, "", "title", "this is needed"),
        (SMALL | {"periods": ["week"]}, "", "periods", "month, quarter, year"),
        (SMALL | {"layout": "poster"}, "1", "sentence", "needs a sentence"),
        (SMALL | {"confidence": "sure"}, "", "confidence", "verified, secondary"),
        (SMALL | {"rows": []}, "", "rows", "at least one row"),
        (SMALL | {"rows": {"code": "1"}}, "", "rows", "[[rows]]"),
        (SMALL | {"titel": "x"}, "", "titel", "Did you mean “title”"),
        ([], "", "", "not a table"),
    ],
)
def test_mistake_is_named_by_row_and_field_with_what_is_allowed(
    data: Any, row: str, field: str, allowed: str
) -> None:
    with pytest.raises(TemplateWrong) as refused:
        template_of(data, name="ours.toml")
    found = [one.message for one in refused.value.mistakes if (one.row, one.field) == (row, field)]
    assert allowed in " ".join(found)
    assert str(refused.value).startswith("ours.toml: ")


def test_every_mistake_is_said_at_once() -> None:
    data = changed(indicator="naloxone.love", lable="x") | {"periods": "week"}
    with pytest.raises(TemplateWrong) as refused:
        template_of(data, name="ours")
    assert {(one.row, one.field) for one in refused.value.mistakes} == {
        ("1", "indicator"),
        ("1", "lable"),
        ("", "periods"),
    }


def test_row_of_a_service_that_is_not_installed_is_kept_for_where_it_is() -> None:
    assert template_of(changed(indicator="elsewhere.nights"), name="x").rows[0].by == ("month",)


@pytest.mark.parametrize("text", ["format = ", "slug = 'other'\nformat = 2", "\xff"])
def test_file_that_is_no_template_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(TemplateWrong, match=r"^mine\.toml: "):
        read_file(file)


def test_file_goes_by_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text((FOLDER / "ssp-indicators.toml").read_text())
    with pytest.raises(TemplateWrong) as refused:
        read_file(file)
    assert refused.value.mistakes == (Mistake("", "slug", refused.value.mistakes[0].message),)
