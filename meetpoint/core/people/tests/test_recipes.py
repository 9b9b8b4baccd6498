"""Recipes: what answers become, what is refused, and how often people share a code."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.people import recipes
from meetpoint.core.people.errors import CodeProblem
from meetpoint.core.people.recipes import (
    LETTERS_AND_DIGITS,
    MOTHER_MONTH_YEAR,
    RECIPES,
    SURNAME_GENDER_DAY_YEAR,
)

SIMULATED = Path(__file__).parents[5] / "shared" / "data" / "coalition" / "uic_collisions_simulated.csv"
MARIA = {"mother": "María", "month": "7", "year": "1985"}


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipes, "ARGON2_TIME", 1)
    monkeypatch.setattr(recipes, "ARGON2_MEMORY_KIB", 64)


@pytest.mark.parametrize(
    ("recipe", "answers", "code"),
    [
        (MOTHER_MONTH_YEAR, MARIA, "MA0785"),
        (MOTHER_MONTH_YEAR, {"mother": " mA-ria ", "month": "07", "year": "85"}, "MA0785"),
        (MOTHER_MONTH_YEAR, {"mother": "Ñuria", "month": "12", "year": "2001"}, "NU1201"),
        (MOTHER_MONTH_YEAR, {"mother": "Ó", "month": "1", "year": "1999"}, "OX0199"),
        (MOTHER_MONTH_YEAR, {"mother": "Ольга", "month": "1", "year": "1999"}, "ОЛ0199"),
        (LETTERS_AND_DIGITS, {"gender": "F", "letters": "rosa", "digits": "19 74"}, "FROSA1974"),
        (
            SURNAME_GENDER_DAY_YEAR,
            {"surname": "García", "gender": "f", "day": "17", "year": "1990"},
            "GAF1790",
        ),
    ],
)
def test_answers_become_one_normal_code(recipe: recipes.Recipe, answers: dict[str, str], code: str) -> None:
    assert recipes.compose(recipe, answers) == code
    assert recipes.read_typed(recipe, code) == (code, 0)
    assert recipes.read_typed(recipe, f" {code[:3].lower()}-{code[3:]} 3") == (code, 3)


@pytest.mark.parametrize(
    ("recipe", "wrong", "field"),
    [
        (MOTHER_MONTH_YEAR, {"mother": ""}, "mother"),
        (MOTHER_MONTH_YEAR, {"mother": "12"}, "mother"),
        (MOTHER_MONTH_YEAR, {"month": "13"}, "month"),
        (MOTHER_MONTH_YEAR, {"month": "0"}, "month"),
        (MOTHER_MONTH_YEAR, {"month": "July"}, "month"),
        (MOTHER_MONTH_YEAR, {"month": "٧"}, "month"),
        (MOTHER_MONTH_YEAR, {"year": "985"}, "year"),
        (LETTERS_AND_DIGITS, {"gender": "X"}, "gender"),
        (LETTERS_AND_DIGITS, {"digits": "123"}, "digits"),
        (SURNAME_GENDER_DAY_YEAR, {"day": "32"}, "day"),
    ],
)
def test_wrong_answer_is_named(recipe: recipes.Recipe, wrong: dict[str, str], field: str) -> None:
    right = {**MARIA, "gender": "F", "letters": "rosa", "digits": "1974", "surname": "García", "day": "17"}
    with pytest.raises(CodeProblem) as problem:
        recipes.compose(recipe, {**right, **wrong})
    assert set(problem.value.fields) == {field}
    assert problem.value.fields[field]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.slug)
def test_example_is_a_code_of_its_recipe(recipe: recipes.Recipe) -> None:
    assert recipes.read_typed(recipe, recipe.example) == (recipe.example, 0)


@pytest.mark.parametrize("text", ["", "MA0785-1", "MA0785-22", "MA1385", "M0785", "K7M-4QX7", "MA0785" * 50])
def test_other_text_is_no_code_of_the_recipe(text: str) -> None:
    assert recipes.read_typed(MOTHER_MONTH_YEAR, text) is None


@given(st.text(max_size=30), st.integers(1, 12), st.integers(1900, 2026))
def test_any_name_makes_a_code_that_can_be_typed_again(mother: str, month: int, year: int) -> None:
    try:
        code = recipes.compose(MOTHER_MONTH_YEAR, {"mother": mother, "month": str(month), "year": str(year)})
        outcome = recipes.read_typed(MOTHER_MONTH_YEAR, code) == (code, 0)
    except CodeProblem as problem:
        outcome = set(problem.fields) == {"mother"}
    assert outcome


@given(
    st.sampled_from(["JOSE", "Renée", "Zoë", "o'brien", "anne-marie"]), st.sampled_from(["", " ", "-", "."])
)
def test_case_accents_and_hyphens_make_no_difference(name: str, noise: str) -> None:
    assert recipes.plain(noise.join(name)) == recipes.plain(name.upper()) == recipes.plain(name).upper()


def test_slow_hash_depends_on_code_and_salt(cheap: None) -> None:
    hashes = {
        recipes.slow_hash(b"a" * 16, "MA0785"),
        recipes.slow_hash(b"b" * 16, "MA0785"),
        recipes.slow_hash(b"a" * 16, "MA0786"),
    }
    assert len(hashes) == 3
    assert recipes.slow_hash(b"a" * 16, "MA0785") in hashes


def test_slow_hash_costs_what_was_chosen() -> None:
    """RFC 9106 section 4, second recommendation: three passes over 64 MiB."""
    assert (recipes.ARGON2_TIME, recipes.ARGON2_MEMORY_KIB) == (3, 64 * 1024)
    assert len(recipes.slow_hash(b"a" * 16, "MA0785")) == 32


def test_lookups_differ_by_tie_break_key_and_organisation() -> None:
    found = recipes.lookups(b"k" * 32, 1, b"h", ties=[0, 2, 3])
    found += recipes.lookups(b"k" * 32, 2, b"h", ties=[0]) + recipes.lookups(b"l" * 32, 1, b"h", ties=[0])
    assert len(set(found)) == 5
    assert {len(lookup) for lookup in found} == {44}


def test_tie_break_is_said_after_the_code() -> None:
    assert recipes.with_tie_break("MA0785", 0) == "MA0785"
    assert recipes.with_tie_break("MA0785", 2) == "MA0785-2"


@pytest.mark.parametrize(("people", "pairs"), [(1000, 8), (5000, 208)])
def test_expected_pairs_match_the_published_figures(people: int, pairs: int) -> None:
    assert MOTHER_MONTH_YEAR.effective_values == 60_000
    assert round(recipes.expected_pairs(people, 60_000)) == pairs


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_shares_a_code_alone(people: int) -> None:
    assert recipes.expected_sharing(people, 60_000) == 0
    assert recipes.expected_pairs(people, 60_000) == 0


@pytest.mark.skipif(not SIMULATED.exists(), reason=f"the simulated collisions are not at {SIMULATED}")
def test_expected_sharing_fits_the_simulation() -> None:
    """Within a fifth where many people shared a code, within a half where six did."""
    rows = [row for row in csv.DictReader(SIMULATED.open()) if row["scheme"].startswith("PASMO")]
    assert len(rows) == 3
    for row in rows:
        people, percent = int(row["people"]), float(row["pct_people_sharing_a_code"])
        expected = 100 * recipes.expected_sharing(people, SURNAME_GENDER_DAY_YEAR.effective_values or 0)
        assert expected == pytest.approx(percent, rel=0.5 if people == 1000 else 0.2)
