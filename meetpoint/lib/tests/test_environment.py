"""Readers of environment variables: they take what is meant and name what is not."""

from pathlib import Path

import pytest

from meetpoint.lib import environment
from meetpoint.lib.environment import SettingError


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)


def test_text_is_the_variable_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.text("X", "default") == "default"
    monkeypatch.setenv("X", "")
    assert environment.text("X", "default") == "default"
    monkeypatch.setenv("X", "said")
    assert environment.text("X", "default") == "said"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1", True), ("Yes", True), (" on ", True), ("0", False), ("false", False), ("OFF", False)],
)
def test_flag_reads_a_yes_or_a_no(monkeypatch: pytest.MonkeyPatch, raw: str, expected: bool) -> None:
    monkeypatch.setenv("X", raw)
    assert environment.flag("X", default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_flag_unset_is_the_default(default: bool) -> None:
    assert environment.flag("X", default=default) is default


def test_flag_that_is_neither_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "perhaps")
    with pytest.raises(SettingError, match="X='perhaps' is not a yes or a no"):
        environment.flag("X", default=True)


def test_whole_number_is_read_within_its_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.whole_number("X", 7) == 7
    monkeypatch.setenv("X", " 12 ")
    assert environment.whole_number("X", 7, minimum=12) == 12
    for wrong in ("-1", "1.5", "many"):
        monkeypatch.setenv("X", wrong)
        with pytest.raises(SettingError, match="X="):
            environment.whole_number("X", 7)
    monkeypatch.setenv("X", "11")
    with pytest.raises(SettingError, match="at least 12"):
        environment.whole_number("X", 7, minimum=12)


def test_words_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.words("X", ["a"]) == ["a"]
    monkeypatch.setenv("X", " one, two ,,")
    assert environment.words("X", ["a"]) == ["one", "two"]
    monkeypatch.setenv("X", " , ")
    assert environment.words("X", ["a"]) == ["a"]


def test_folder_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert environment.folder("X", tmp_path / "a" / ".." / "b") == tmp_path / "b"
    monkeypatch.setenv("X", "~/meetpoint")
    assert environment.folder("X", tmp_path) == Path.home() / "meetpoint"


def test_database_without_an_address_is_the_embedded_one(tmp_path: Path) -> None:
    assert environment.database("X", sqlite_at=tmp_path / "m.sqlite3") == {
        "ENGINE": "meetpoint.lib.sqlite_gate",
        "NAME": tmp_path / "m.sqlite3",
    }


def test_database_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X", "postgres://ana:a%40b@db.example.org:5433/meet%20point")
    found = environment.database("X", sqlite_at=tmp_path)
    assert found["ENGINE"] == "meetpoint.lib.postgresql"
    parts = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[part] for part in parts] == ["meet point", "ana", "a@b", "db.example.org", "5433"]
    monkeypatch.setenv("X", "postgresql:///meet")
    found = environment.database("X", sqlite_at=tmp_path)
    assert [found[part] for part in parts] == ["meet", "", "", "", ""]


@pytest.mark.parametrize("wrong", ["mysql://a/b", "postgres://host", "postgres://host/", "meet.sqlite3"])
def test_database_address_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    monkeypatch.setenv("X", wrong)
    with pytest.raises(SettingError, match="X must look like postgres://"):
        environment.database("X", sqlite_at=tmp_path)


def test_socket_folder_may_stand_in_place_of_a_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ana@%2Fvar%2Frun%2Fpostgresql/meetpoint")
    found = environment.database("DATABASE_URL", sqlite_at=tmp_path / "unused")
    assert (found["HOST"], found["NAME"]) == ("/var/run/postgresql", "meetpoint")
