import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meetpoint.core.reports.publishing.answers import audited, protected
from meetpoint.core.reports.publishing.policies import policy_named
from meetpoint.core.reports.publishing.tables.reading import read_tables
from meetpoint.core.reports.publishing.tests.tables import SHARED, needs_shared_data, table

CMS = policy_named("cms")
ROWS = {"name": "by hand", "counts": [[5, 20, 30], [40, 50, 60]]}
MONTHS = {
    "name": "month",
    "labels": ["Jan", "Feb", "Mar", "Apr"],
    "groups": {"H1": ["Jan", "Feb"], "H2": ["Mar", "Apr"]},
}


def hide(folder: Path, **content: Any) -> dict[str, Any]:
    return protected(table(folder, **content), CMS).json


def look(folder: Path, **content: Any) -> dict[str, Any]:
    return audited(table(folder, **content), CMS).json


@needs_shared_data
def test_shared_tables_are_protected_as_worked_out() -> None:
    expected = json.loads(SHARED.read_text())
    given, listed = read_tables(SHARED)
    assert listed
    assert len(given) == len(expected)
    for one, right in zip(given, expected, strict=True):
        found = protected(one, CMS).json
        assert {key: found[key] for key in right} == right
        assert audited(one, CMS).json["final_intervals"] == right["final_intervals"]


def test_one_small_cell_takes_the_cheapest_rectangle(tmp_path: Path) -> None:
    # (0, 0) needs one more in its row and column: with (0, 1) that is 20 + 50 + 40, with (0, 2) 30 + 60 + 40.
    found = hide(tmp_path, **ROWS)
    assert found["primary"] == [[0, 0]]
    assert found["primary_only_intervals"] == {"(0, 0)": [5, 5]}
    assert found["secondary_min_count_loss"] == [[0, 1], [1, 0], [1, 1]]
    # Row 0 leaves 25 for (0, 0) and (0, 1); column 0 leaves 45, column 1 leaves 70, row 1 leaves 90.
    assert found["final_intervals"] == {
        "(0, 0)": [0, 25],
        "(0, 1)": [0, 25],
        "(1, 0)": [20, 45],
        "(1, 1)": [45, 70],
    }
    assert found["informed_intervals"]["(0, 0)"] == [1, 10]
    assert found["fewest_proven"]
    assert found["protected"]


def test_protected_table_is_safe_when_only_what_is_published_is_known(tmp_path: Path) -> None:
    told = hide(tmp_path, **ROWS)["published"]
    assert told["counts"] == [[None, None, 30], [None, None, 60]]
    found = look(tmp_path, **told)
    assert found["safe"]
    assert found["final_intervals"]["(0, 0)"] == [0, 25]


def test_small_cells_alone_are_worked_out(tmp_path: Path) -> None:
    found = look(tmp_path, **ROWS, primary=[[0, 0]])
    assert found["exposed"][0]["cell"] == "(0, 0)"
    assert found["exposed"][0]["how"] == "exact"
    assert found["exposed"][0]["interval"] == [5, 5]


def test_small_cell_that_is_shown_is_exposed(tmp_path: Path) -> None:
    assert [each["how"] for each in look(tmp_path, **ROWS)["exposed"]] == ["shown"]


def test_nothing_is_hidden_when_nothing_is_small(tmp_path: Path) -> None:
    found = hide(tmp_path, name="big", counts=[[0, 20], [30, 0]])
    assert (found["primary"], found["secondary_min_count_loss"]) == ([], [])


def test_total_that_is_small_is_hidden_too(tmp_path: Path) -> None:
    # The only count of its row and column: both totals are 5. What is left gives 35 - 30, so that goes, too.
    found = hide(tmp_path, name="alone", counts=[[5, 0], [0, 30]])
    assert found["primary"] == [[0, 0], [0, "*"], ["*", 0]]
    assert found["secondary_min_count_loss"] == [["*", "*"]]
    assert found["final_intervals"]["(0, 0)"] == [0, None]


def test_quarter_and_year_do_not_give_a_month_away(tmp_path: Path) -> None:
    found = hide(tmp_path, name="year", dimensions=[MONTHS], counts=[5, 20, 30, 40])
    # January hides with February in the half-year; no other sum holds either.
    assert found["secondary_min_count_loss"] == [[1]]
    assert found["final_intervals"] == {"(0)": [0, 25], "(1)": [0, 25]}


def test_half_year_that_came_out_before_is_reckoned_with(tmp_path: Path) -> None:
    # February came out by itself: hidden now, it still gives January away, so the half-year must go as well.
    first = {"name": "February", "dimensions": [{"name": "month", "labels": ["Feb"]}], "counts": [20]}
    found = hide(tmp_path, name="year", dimensions=[MONTHS], counts=[5, 20, 30, 40], earlier=[first])
    assert ["H1"] in found["secondary_min_count_loss"]
    assert [1] not in found["secondary_min_count_loss"]
    assert found["protected"]


def test_cell_that_was_shown_before_cannot_be_protected(tmp_path: Path) -> None:
    found = hide(tmp_path, **ROWS, earlier=[ROWS])
    assert not found["protected"]
    assert {(each["cell"], each["how"]) for each in found["exposed"]} == {("(0, 0)", "exact")}


def test_table_and_two_releases_that_differ_by_few_are_told(tmp_path: Path) -> None:
    first = {"name": "first", "counts": [[20, 20, 30], [40, 50, 60]]}
    later = {"name": "later", "counts": [[23, 20, 30], [40, 50, 60]]}
    shown = look(tmp_path, **later, earlier=[first])
    assert {(each["cell"], each["interval"][0]) for each in shown["exposed"]} >= {("(0, 0) since first", 3)}
    # Nobody may learn that three were added: what was 20 and is 23 must not be known any more.
    hidden = hide(tmp_path, **later, earlier=[first])
    assert [0, 0] in hidden["secondary_min_count_loss"]
    assert [0, "*"] in hidden["secondary_min_count_loss"]


def test_earlier_hidden_month_is_not_given_away_by_the_quarter(tmp_path: Path) -> None:
    site = {"name": "site", "labels": ["a", "b"]}
    months = {
        "name": "months",
        "dimensions": [{"name": "month", "labels": ["Jan", "Feb"], "groups": {"Q": ["Jan", "Feb"]}}, site],
        "counts": [[5, 30], [20, 40]],
        "primary": [[0, 0]],
        "secondary_min_count_loss": [[0, 1], ["Q", 0], ["Q", 1], ["*", 0], ["*", 1]],
    }
    quarter = {
        "name": "quarter",
        "dimensions": [{"name": "month", "labels": ["Q"]}, site],
        "counts": [[25, 70]],
    }
    exposed = look(tmp_path, **quarter, earlier=[months])["exposed"]
    assert ("(0, 0) of months", "exact") in {(each["cell"], each["how"]) for each in exposed}
    answer = hide(tmp_path, **quarter, earlier=[months])
    assert answer["protected"]
    # What an answer keeps of the release is as much as came in: asked again, it is looked at as sharply.
    again = look(tmp_path, **{**answer, "primary": [], "secondary_min_count_loss": []})
    assert ("(0, 0) of months", "exact") in {(each["cell"], each["how"]) for each in again["exposed"]}


def test_partner_that_subtracts_its_own_counts_learns_nothing(tmp_path: Path) -> None:
    organisations = [{"name": "org", "labels": ["X", "Y"]}, {"name": "what", "labels": ["p", "q"]}]
    counts = [[20, 30], [7, 40]]
    apart = {"name": "two", "dimensions": organisations, "counts": counts, "contributors": "org"}
    rectangle = {"primary": [[1, 0]], "secondary_min_count_loss": [[0, 0], [0, 1], [1, 1]]}
    exposed = look(tmp_path, **apart, **rectangle)["exposed"]
    assert {(each["cell"], each["reader"]) for each in exposed} == {("(1, 0)", "contributor X")}
    assert hide(tmp_path, **apart)["protected"]


def test_policy_that_hides_zeros_hides_them(tmp_path: Path) -> None:
    wonder = policy_named("cdc-wonder")
    found = protected(table(tmp_path, name="deaths", counts=[[0, 30, 40], [50, 60, 70]]), wonder).json
    assert found["primary"] == [[0, 0]]
    assert len(found["secondary_min_count_loss"]) == 3


def test_what_follows_from_the_policy_alone_is_told(tmp_path: Path) -> None:
    # Ten cells of at least 1 and a total of at most 10 can only be ten ones; no hiding helps.
    found = hide(tmp_path, name="ones", counts=[1] * 10)
    assert {each["reader"] for each in found["exposed"]} == {"knows the policy"}
    assert "put it together" in found["exposed"][0]["mend"]


@pytest.mark.parametrize("shape", [pytest.param((3, 3, 3), marks=pytest.mark.long), (2, 4, 3)])
def test_three_ways_are_protected(tmp_path: Path, shape: tuple[int, ...]) -> None:
    counts = np.random.default_rng(5).integers(0, 60, shape)
    found = hide(tmp_path, name="three", counts=counts.tolist())
    assert found["protected"]
    assert found["published"]["margins"]["(*, *, *)"] == counts.sum()
