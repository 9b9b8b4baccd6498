"""Small groups are left out, and cannot be worked out from what is shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.dashboards.groups import columns_for, without_small
from meetpoint.core.dashboards.labels import columns_of, said
from meetpoint.core.dashboards.options import AREAS
from meetpoint.core.facts.labels import name_of, words_of
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.tenancy.actor import Actor


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ({"a": 20, "b": 30}, {"a", "b"}),
        ({"a": 3, "b": 12, "c": 40}, {"c"}),  # else b is what is left of the total
        ({"a": 10, "b": 9, "c": 40}, {"c"}),
        ({"a": 3, "b": 4, "c": 40, "d": 12}, {"c"}),  # together under eleven: the next goes, too
        ({"a": 3, None: 2}, {None}),
        ({"a": 0, "b": 40}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_which_groups_are_shown(rows: dict[str | None, int], shown: set[str | None]) -> None:
    assert set(without_small(rows, 11)) == shown


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60)))
def test_what_is_left_out_is_never_one_small_group_alone(rows: dict[str, int]) -> None:
    hidden = [rows[word] for word in rows.keys() - without_small(rows, 11).keys()]
    assert all(value == 0 or value >= 11 for value in without_small(rows, 11).values())
    if len(hidden) < sum(value > 0 for value in rows.values()):
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= 11)


def test_areas_are_offered_only_where_it_was_decided(dee: Actor) -> None:
    people = registry().indicators["encounters.unique_participants"]
    assert "zip3" not in {one.name for one in columns_for(dee.organisation_id, people)}
    set_option(
        AREAS,
        "yes",
        Ground(source="Decided in May", effective_from=date(2026, 1, 1), verified_by="Dee"),
        by=dee,
    )
    assert "zip3" in {one.name for one in columns_for(dee.organisation_id, people)}


@pytest.mark.django_db
def test_every_word_of_every_breakdown_has_a_name() -> None:
    for indicator in registry().indicators.values():
        for column in columns_of(indicator):
            assert name_of(column.name, column)
            words = words_of(column)
            own = [word for word in column.vocabulary if word != "other" and not callable(column.labels)]
            unnamed = [word for word in own if word and said(column, word, words) == word]
            assert unnamed == [], (indicator.code, column.name)
            assert {word for word in column.vocabulary if word} - {"other"} <= words.keys()
