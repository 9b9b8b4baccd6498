"""The place that planning benchmarks run on: Rhode Island's 63,131 people where its files are, else a
made-up one.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, read_inputs
from meetpoint.planning.engine.replays.tests.place import write_place
from meetpoint.planning.engine.tests.shared_data import FOLDER

MADE_UP_TIMES = 4


def place() -> Inputs:
    """Return the place; the made-up one has 63,504 people in three towns, for 24 months."""
    if FOLDER.is_dir():
        return read_inputs(FOLDER / "ri_naloxone_classes.csv", FOLDER / "ri_naloxone_inputs.json")
    print("(Rhode Island's files are not here: a made-up place of about its size instead.)")
    with tempfile.TemporaryDirectory() as folder:
        small = read_inputs(*write_place(Path(folder)))
    return replace(small, people=small.people * MADE_UP_TIMES)
