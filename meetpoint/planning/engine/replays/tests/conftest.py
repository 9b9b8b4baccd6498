from pathlib import Path

import pytest

from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters, read_inputs
from meetpoint.planning.engine.replays.tests.place import write_place
from meetpoint.planning.engine.tests.shared_data import FOLDER


@pytest.fixture
def place(tmp_path: Path) -> Inputs:
    return read_inputs(*write_place(tmp_path))


@pytest.fixture
def given(place: Inputs) -> Parameters:
    return place.parameters(1)


@pytest.fixture(scope="session")
def rhode_island() -> Inputs:
    return read_inputs(FOLDER / "ri_naloxone_classes.csv", FOLDER / "ri_naloxone_inputs.json")
