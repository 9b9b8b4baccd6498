import json
from pathlib import Path

import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.files.documents import Document, read_document
from meetpoint.planning.engine.files.tables import read_rows

TEXT = '{\n "first": {"share": 0.5,\n  "whole": 3},\n "towns": [{"name": "Harbor"}, {"name": " "}]\n}'


@pytest.fixture
def document() -> Document:
    return Document(Path("place.json"), TEXT)


def test_values_are_found_by_their_keys(document: Document) -> None:
    assert document.number("first", "share", at_least=0, at_most=1) == 0.5
    assert document.whole("first", "whole") == 3
    assert document.text("towns", 0, "name") == "Harbor"
    assert document.length("towns") == 2
    assert document.names() == ["first", "towns"]
    assert document.has("towns", 1)
    assert not document.has("towns", 2)
    assert not document.has("first", "share", "deeper")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda it: it.number("first", "share", at_least=1),
            "place.json, line 2, first.share: is 0.5; allowed is 1 or more",
        ),
        (
            lambda it: it.number("first", "whole", at_most=2),
            "line 3, first.whole: is 3; allowed is 2 or less",
        ),
        (lambda it: it.number("first", "whole", at_least=0, at_most=1), "allowed is 0 to 1"),
        (lambda it: it.whole("first", "share"), "must be a whole number"),
        (lambda it: it.number("towns", 0, "name"), "line 4, towns.0.name: must be a number, not 'Harbor'"),
        (lambda it: it.text("towns", 1, "name"), "must be a text that is not empty"),
        (lambda it: it.text("first", "absent"), "first.absent: is lacking"),
        (lambda it: it.length("first"), "must be a list"),
        (lambda it: it.names("towns"), "must be an object"),
        (lambda it: it.only("first", allowed=["shares", "whole"]), "Did you mean 'shares'?"),
        (lambda it: it.only("first", allowed=["share", "whole", "x"], needed=["x"]), "first: lacks x"),
    ],
)
def test_fault_names_the_line_the_key_and_what_is_allowed(document: Document, ask: object, said: str) -> None:
    with pytest.raises(PlanError) as caught:
        ask(document)  # type: ignore[operator]
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"), [('{\n"a": }', "line 2: this is not JSON"), ("[]", "must hold one JSON object")]
)
def test_text_that_is_no_document_is_refused(text: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        Document(Path("place.json"), text)


def test_not_a_number_is_refused() -> None:
    with pytest.raises(PlanError, match="must be a number, not nan"):
        Document(Path("place.json"), json.dumps({"x": float("nan")})).number("x")


def test_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read: No such file"):
        read_document(tmp_path / "absent.json")
    odd = tmp_path / "odd.json"
    odd.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(PlanError, match="it is not UTF-8 text"):
        read_document(odd)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\ufefftown,people,share\n Harbor ,12,0.25\nRiver,-3,1.5\nHill,many,\n")
    return path


def test_rows_give_values_by_column(table: Path) -> None:
    first, *_others = read_rows(table, ("town", "people"))
    assert (first.text("town"), first.whole("people"), first.share("share"), first.line) == (
        "Harbor",
        12,
        0.25,
        2,
    )
    assert first.one_of("town", ["Harbor"]) == "Harbor"


def test_fault_in_a_row_names_its_line(table: Path) -> None:
    _first, second, third = read_rows(table, ("town",))
    with pytest.raises(PlanError, match=r"people.csv, line 3: people is '-3'; it must be a whole number"):
        second.whole("people")
    with pytest.raises(PlanError, match=r"line 3: share is 1.5; it must be from 0 to 1"):
        second.share("share")
    with pytest.raises(PlanError, match=r"line 4: share is ''; it must be a number"):
        third.share("share")
    with pytest.raises(PlanError, match=r"line 3: there is no town 'River'. Did you mean 'Rivers'"):
        second.one_of("town", ["Rivers", "Hill"])


def test_table_without_a_column_says_which(table: Path) -> None:
    with pytest.raises(PlanError, match="line 1: the table lacks age"):
        list(read_rows(table, ("town", "age")))
