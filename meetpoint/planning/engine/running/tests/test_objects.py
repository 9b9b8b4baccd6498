import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from meetpoint.planning.engine.running import cohort as module
from meetpoint.planning.engine.running import objects
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, cohort, made, model, scenario, study
from meetpoint.planning.engine.tests.test_infection import SPREADING
from meetpoint.planning.engine.tests.test_runs import WAITING

ONE = f"""
import sys, tomllib
from pathlib import Path
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.scenarios.reading import study_from
from meetpoint.planning.engine.running.cohort import run_cohort
plan = plans_of(study_from(tomllib.loads({PLACE!r}), Path()))[0]
run = run_cohort(plan.filled(plan.central()), outcomes=len(plan.structure.outcomes), years=3)
print(run.events[:, 1].sum().hex())
print(sorted({{"numba", "scipy", "django"}} & set(sys.modules)))
"""


def started_anew(folder: Path) -> list[str]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", ONE], capture_output=True, text=True, check=True, env=environment
    ).stdout.splitlines()


def here() -> str:
    """Return the deaths of the same plan in this process."""
    plan = plans_of(study())[0]
    return float(cohort(plan)["overdose_deaths"].sum()).hex()


def test_kept_code_gives_the_same_to_the_bit_and_needs_no_numba() -> None:
    expected = here()
    folder = next(iter(objects.object_file(layout) for layout in objects._linked)).parent
    deaths, loaded = started_anew(folder)
    assert float.fromhex(deaths) == pytest.approx(float.fromhex(expected), rel=1e-12)
    assert loaded == "[]"


@pytest.mark.long
def test_torn_file_is_made_anew(tmp_path: Path) -> None:
    first, loaded = started_anew(tmp_path)
    assert loaded == "['numba', 'scipy']"
    (kept,) = tmp_path.glob("*.o")
    whole = kept.read_bytes()
    for torn in (whole[:-100], whole[:100] + b"\0\0" + whole[102:], b""):
        kept.write_bytes(torn)
        assert started_anew(tmp_path)[0] == first
        assert kept.read_bytes() == whole
    assert started_anew(tmp_path) == [first, "[]"]


def test_torn_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "cohort.o"
    assert objects.read(path) is None
    for content in (b"", b"short", bytes(32) + b"something else than what was kept"):
        path.write_bytes(content)
        assert objects.read(path) is None


def test_all_models_share_one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    # Compiling takes many seconds, so a plan without infections or of one's own model must not need it again.
    found = set()
    monkeypatch.setattr(module, "run_compiled", lambda work: found.add(objects.layout_of(work)))
    for one in (model(), model(SPREADING), model(WAITING)):
        structure, ready = made(one)
        module.run_cohort(ready, outcomes=len(structure.outcomes), years=4)
    for more in ("", '[model]\nleave_out = ["hiv", "hcv"]\n', scenario("site", 0.2)):
        plan = plans_of(study(more))[-1]
        module.run_cohort(plan.filled(plan.central()), outcomes=len(plan.structure.outcomes), years=3)
    assert len(found) == 1


def test_other_arrays_have_other_code() -> None:
    one = (1, 0.5, np.zeros(3))
    same, others = (7, 0.25, np.zeros(9)), [(1, 0.5, np.zeros(3, dtype=np.int32)), (1, 0.5, np.zeros((3, 3)))]
    assert objects.layout_of(same) == objects.layout_of(one)
    files = {objects.object_file(objects.layout_of(each)) for each in (one, *others)}
    assert len(files) == 3
