"""An installation made once, and a copy of it for each test that changes it."""

from pathlib import Path

import pytest

from meetpoint.operate.tests.installation import SETUP, Installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "pristine" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.embedded)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("installation") / "home")
    made.json(*SETUP)
    return made


@pytest.fixture
def installation(pristine: Installation, tmp_path: Path) -> Installation:
    return pristine.copy_to(tmp_path / "home")
