from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meetpoint.core.reports.publishing.answers import audited, protected
from meetpoint.core.reports.publishing.errors import PublishingError
from meetpoint.core.reports.publishing.policies import policies, policy_named
from meetpoint.core.reports.publishing.tables.reading import read_tables
from meetpoint.core.reports.publishing.tests.tables import table

GOOD: dict[str, Any] = {"name": "good", "counts": [[5, 20], [30, 40]]}
CMS = policy_named("cms")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"counts": [[5, 20], [30]]}, "row (1): counts has 1 entries where the first has 2"),
        ({"counts": [[5, 2.5], [30, 40]]}, "cell (0, 1): 2.5 is not a count"),
        ({"counts": [[5, -2], [30, 40]]}, "cell (0, 1): -2 is not a count"),
        ({"counts": [[5, "7"], [30, 40]]}, "cell (0, 1): '7' is not a count"),
        ({"counts": [[5, True], [30, 40]]}, "cell (0, 1): True is not a count"),
        ({"counts": [[5, float("inf")], [30, 40]]}, "cell (0, 1): inf is not a count"),
        ({"counts": [[5, 10**12], [30, 40]]}, "cell (0, 1): 1000000000000 is more than"),
        ({"counts": []}, "counts has an empty list"),
        ({"counts": 5}, "counts must be a list of rows"),
        ({"margins": {"(0, *)": 26}}, "total (0, *): it is 26, but its cells add up to 25"),
        ({"margins": {"(7, *)": 26}}, "there is no such cell in a table of 2 × 2"),
        ({"primary": [[0, 9]]}, "primary, cell [0, 9]: there is no such cell"),
        ({"primary": [[0, [1]]]}, "there is no such cell"),
        ({"primary": "all"}, "primary must be a list of cells"),
        ({"count": 1}, "There is no key 'count'. Did you mean 'counts'?"),
        ({"name": 7}, "name must be a text"),
        ({"dimensions": [{"name": "site"}]}, "dimensions must be a list of 2"),
        (
            {"dimensions": [{"name": "a", "labels": ["x"]}, {"name": "b"}]},
            "it has 1 labels, but counts has 2",
        ),
        ({"dimensions": [{"name": "a", "groups": {"G": ["x"]}}, {"name": "b"}]}, "There is no label 'x'"),
        ({"dimensions": [{"name": "a", "groups": {"G": ["G"]}}, {"name": "b"}]}, "contains itself"),
        ({"dimensions": [{"name": "a"}, {"name": "a"}]}, "two dimensions have the same name"),
        ({"earlier": 3}, "earlier must be a list"),
        ({"earlier": [{"counts": [[1.5]]}]}, "earlier, table 'table 1', cell (0, 0): 1.5"),
    ],
)
def test_fault_is_told_with_its_place(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(PublishingError) as fault:
        table(tmp_path, **{**GOOD, **change})
    assert told in str(fault.value)
    assert "table.json" in str(fault.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [('[{"counts": [[1,\n2,]]}]', "line 2"), ("[]", "the list is empty"), ("[3]", "must be an object")],
)
def test_file_that_is_no_table_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "t.json").write_text(text)
    with pytest.raises(PublishingError, match=told):
        read_tables(tmp_path / "t.json")


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="cannot be read: No such file"):
        read_tables(tmp_path / "none.json")


def test_groups_of_groups_are_summed(tmp_path: Path) -> None:
    months = {"name": "m", "labels": list("abcd"), "groups": {"Q": ["a", "b"], "Y": ["Q", "c"]}}
    given = table(tmp_path, name="g", counts=[1, 2, 4, 8], dimensions=[months])
    keys = given.layout.keys
    assert {key[0]: given.counts[place] for place, key in enumerate(keys)} == {
        0: 1, 1: 2, 2: 4, 3: 8, "Q": 3, "Y": 7, "*": 15,
    }  # fmt: skip


def test_null_is_hidden_and_totals_are_what_is_told(tmp_path: Path) -> None:
    given = table(tmp_path, counts=[[None, 20], [30, 40]], margins={"(*, *)": 95})
    assert not given.is_whole
    assert given.hidden[given.layout.places[0, 0]]
    assert given.counts[given.layout.places["*", "*"]] == 95
    assert np.isnan(given.counts[given.layout.places[0, "*"]])
    assert given.counts[given.layout.places[1, "*"]] == 70
    assert audited(given, CMS).audit.exposed[0].low == 5


def test_protecting_needs_every_count(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match=r"cell \(0, 0\): its count is null"):
        protected(table(tmp_path, counts=[[None, 20], [30, 40]]), CMS)


def test_shown_cells_that_contradict_are_told(tmp_path: Path) -> None:
    given = table(tmp_path, name="odd", counts=[[None, 20], [30, 40]], margins={"(*, *)": 9})
    with pytest.raises(PublishingError, match="Table 'odd': the shown cells contradict one another"):
        audited(given, CMS)


def test_zero_that_is_wished_hidden_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="it is 0, and cms shows zeros"):
        protected(table(tmp_path, counts=[[0, 20], [30, 40]], primary=[[0, 0]]), CMS)


def test_wished_cell_is_hidden_and_kept(tmp_path: Path) -> None:
    found = protected(table(tmp_path, counts=[[50, 20], [30, 40]], primary=[[0, 0]]), CMS).json
    assert found["primary"] == [[0, 0]]
    assert len(found["secondary_min_count_loss"]) == 3
    assert found["protected"]


def test_contributors_must_be_a_dimension(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="There is no dimension 'org'"):
        protected(table(tmp_path, **GOOD, contributors="org"), CMS)


def test_release_of_another_shape_is_told(tmp_path: Path) -> None:
    other = {"name": "other", "counts": [[5, 20], [30, 40]], "dimensions": [{"name": "x"}, {"name": "y"}]}
    with pytest.raises(PublishingError, match="Earlier release 'other' has the dimensions x, y"):
        protected(table(tmp_path, **GOOD, earlier=[other]), CMS)


def test_every_policy_has_a_source_and_fits_together() -> None:
    for policy in policies():
        assert policy.url.startswith("https://")
        assert policy.source
        assert policy.reach == policy.small[1] + 1
        assert policy.width == policy.small[1]
        assert 2 <= policy.informed_values <= policy.small[1]


def test_policy_is_found_by_name_and_version() -> None:
    assert policy_named("cms@2024-01-26") == CMS
    with pytest.raises(PublishingError, match="Did you mean 'cms'"):
        policy_named("cmss")
    with pytest.raises(PublishingError, match="There is no version of cms '1999'"):
        policy_named("cms@1999")
