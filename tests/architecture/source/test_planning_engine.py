"""The planning engine may be lifted out: it imports numpy, scipy, numba, the standard library and itself."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source.sizes import ROOT, python_files, tree_of

# In one process, which reads each file once.
pytestmark = pytest.mark.xdist_group("source")

ENGINE = ROOT / "meetpoint" / "planning" / "engine"
ALLOWED = {*sys.stdlib_module_names, "numpy", "scipy", "numba", "llvmlite"}
# The one sampler, in the one file that draws posteriors.
EXCEPTIONS = {("calibration/sampling.py", "emcee")}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}"
            yield node.module or ""


def test_engine_imports_numbers_and_itself_only() -> None:
    files = [path for path in python_files() if path.is_relative_to(ENGINE) and "tests" not in path.parts]
    assert len(files) > 20
    foreign = {
        (path.relative_to(ENGINE).as_posix(), name.partition(".")[0])
        for path in files
        for name in imported(path)
        if not name.startswith("meetpoint.planning.engine") and name.partition(".")[0] not in ALLOWED
    }
    assert foreign <= EXCEPTIONS
