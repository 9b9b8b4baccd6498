"""No function over 80 lines, no file over 500, at most 15 Python files in a folder."""

from statistics import median

import pytest

from tests.architecture.source import sizes

# In one process, which reads each file once.
pytestmark = pytest.mark.xdist_group("source")


def test_no_function_is_over_80_lines() -> None:
    assert [one.place for one in sizes.functions() if one.lines > 80] == []


def test_functions_are_short_on_the_whole() -> None:
    lengths = sorted(one.lines for one in sizes.functions() if "tests" not in one.path.parts)
    assert median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_no_file_is_over_500_lines() -> None:
    assert {str(path): lines for path, lines in sizes.files().items() if lines > 500} == {}


def test_no_folder_holds_more_than_15_python_files() -> None:
    assert {str(folder): n for folder, n in sizes.files_per_folder().items() if n > 15} == {}
