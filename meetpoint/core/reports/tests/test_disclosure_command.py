import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

TABLE: dict[str, Any] = {"name": "hand", "counts": [[5, 20, 30], [40, 50, 60]]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "table.json"
    path.write_text(json.dumps(TABLE))
    return path


def said(*words: object) -> str:
    out = StringIO()
    call_command("disclosure", *map(str, words), stdout=out)
    return out.getvalue()


def test_protect_answers_in_the_shape_it_was_asked(file: Path) -> None:
    one = json.loads(said("protect", file, "--policy", "cms", "--json"))
    assert one["secondary_min_count_loss"] == [[0, 1], [1, 0], [1, 1]]
    file.write_text(json.dumps([TABLE, TABLE]))
    assert json.loads(said("protect", file, "--json")) == [one, one]


def test_what_protect_answers_passes_the_audit(file: Path) -> None:
    file.write_text(said("protect", file, "--json"))
    found = json.loads(said("audit", file, "--json"))
    assert found["safe"]
    assert found["cells_hidden"] == 4


def test_audit_of_an_exposed_table_prints_and_fails(file: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="Do not publish this: 1 exposed") as refused:
        call_command("disclosure", "audit", str(file), "--json", stdout=out)
    assert refused.value.returncode == 1
    assert json.loads(out.getvalue())["exposed"][0]["cell"] == "(0, 0)"


def test_for_people_the_table_is_drawn_with_dots(file: Path) -> None:
    found = said("protect", file)
    assert "0     ·   ·  30   55" in found
    assert "Safe:" in found


def test_another_policy_hides_less(file: Path) -> None:
    found = json.loads(said("protect", file, "--policy", "wisconsin", "--json"))
    assert found["cells_hidden"] == 0
    assert found["policy"]["name"] == "wisconsin"


def test_policy_that_is_not_there_is_a_wrong_word(file: Path) -> None:
    with pytest.raises(CommandError, match="There is no policy 'cmss'") as refused:
        said("protect", file, "--policy", "cmss")
    assert refused.value.returncode == 2


def test_bad_file_is_refused(file: Path) -> None:
    file.write_text("{")
    with pytest.raises(CommandError, match=r"table.json, line 1: this is not JSON") as refused:
        said("audit", file)
    assert refused.value.returncode == 1


def test_policies_are_listed_with_their_sources() -> None:
    assert "https://resdac.org/node/1506" in said("policies")
    assert {each["name"] for each in json.loads(said("policies", "--json"))} >= {"cms", "maine", "wisconsin"}
