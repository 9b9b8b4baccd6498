import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.expressions import names_in, worked_out
from meetpoint.planning.engine.language.lines import lines_of
from meetpoint.planning.engine.language.reading import community_model, read_model
from meetpoint.planning.engine.order import LANES, ORDER
from meetpoint.planning.engine.tests.factories import ROOM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-(a - 1) ** 2 / 4", -1),
        ("min(a, 2) + max(a, 5)", 7),
        ("exp(0) + log(1) + sqrt(4)", 3),
        ("a * between(years, 1, 2)", [0, 3, 0]),
    ],
)
def test_formulas_are_worked_out(text: str, expected: object) -> None:
    names = {"a": 3.0, "years": np.array([0.0, 1.0, 2.0])}
    assert worked_out(text, names) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 +", "cannot be read"),
        ("open(1)", "no function 'open'"),
        ("a.b", "may not hold 'a.b'"),
        ("a.b(1)", "no function 'a.b'"),
        ("'x'", "may hold numbers"),
        ("True", "may hold numbers"),
        ("a if a else 1", "may not hold"),
        ("min(a, default=1)", "no function 'min'"),
        ("b + 1", "no name 'b'.*Allowed: a"),
    ],
)
def test_formulas_that_mean_nothing_are_refused(text: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        worked_out(text, {"a": 1.0})


def test_names_of_a_formula() -> None:
    assert names_in("min(a, b) * years") == {"a", "b", "years"}


def test_lines_of_tables_keys_and_lists() -> None:
    text = 'name = "x"\n[a]\nb = 1\n"c d" = 2\n[[list]]\nk = 1\n[list.sub]\nz = 1\n[[list]]\nk.l = 2\n'
    found = lines_of(text)
    assert found["name",] == 1
    assert found["a", "c d"] == 4
    assert found["list", 0, "sub", "z"] == 8
    assert found["list", 1, "k", "l"] == 10


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("people = 1000", "peopel = 1000", 2, "no table 'peopel'.*Did you mean 'people'"),
        ("rate = 0.4", "rat = 0.4", 13, "no key 'rat'"),
        ("rate = 0.4", 'rate = "0.4 +"', 13, "cannot be read"),
        ("rate = 0.4", "rate = true", 13, "must be a number or a formula"),
        ('lane = "use"', "lane = 3", 10, "must be text"),
        ('when = { use = "using" }', 'when = "using"', 11, "must be a table of levels"),
        ('when = { use = "using" }', "when = { use = 3 }", 11, "must be a word or a list"),
        ('to = { use = "resting" }', 'to = { use = ["resting", "using"] }', 12, "one level only"),
        ("share = 1", 'share = 1\nattended = "no"', 34, "must be true or false"),
        ('counts = "rests"', 'at = "soon"', 14, "must be a number"),
        ('counts = "rests"', "switch = 3", 14, "must be a list of tables"),
        ('name = "rest"\n', "", 8, "the key 'name' is missing"),
        ("[start.use]\nusing = 1", "[start]\nuse = 3", 7, "must be a table of shares"),
        ("people = 1000", "people = 1000\nstart = 3", 3, "'start' must be a table"),
        ("people = 1000", "people = 1000\nstock = 3", 3, "'stock' must be a table"),
    ],
)
def test_model_files_are_refused_with_their_line(
    old: str, new: str, line: int, message: str, tmp_path
) -> None:
    text = ROOM.replace(old, new, 1)
    if "\nstart = 3" in new:
        text = text.replace("[start.use]\nusing = 1\n", "")
    path = tmp_path / "room.toml"
    path.write_text(text)
    with pytest.raises(PlanError, match=message) as problem:
        read_model(path)
    assert f"room.toml, line {line}:" in str(problem.value)


@pytest.mark.parametrize(("text", "message"), [("a = [", "is not TOML"), (None, "cannot be read")])
def test_files_that_are_no_toml_are_refused(text: str | None, message: str, tmp_path) -> None:
    path = tmp_path / "room.toml"
    if text:
        path.write_text(text)
    with pytest.raises(PlanError, match=message):
        read_model(path)


def test_the_ten_steps_stand_in_their_order() -> None:
    names = [name for _number, name, _what in ORDER]
    assert [number for number, _name, _what in ORDER] == list(range(1, 11))
    assert [
        names.index(each) for each in ("custody and housing", "treatment", "use", "overdose", "death")
    ] == [2, 3, 4, 5, 6]
    assert list(LANES) == ["event", "place", "treatment", "use", "overdose", "death", "infection", "ageing"]


def test_community_model_covers_what_is_promised() -> None:
    model = community_model()
    moves, levers = {move.name for move in model.moves}, {lever.name for lever in model.levers}
    assert {"return to use", "begin injecting", "release", "lose home", "HIV infection"} <= moves
    assert {
        "kits_vending",
        "site",
        "ssp",
        "checking",
        "strips",
        "housing_first",
        "recovery_housing",
    } <= levers
    assert all(lever.says and lever.unit for lever in model.levers)
