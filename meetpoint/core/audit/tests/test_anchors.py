"""Anchors: written once for each length, private, and found again."""

import stat
from pathlib import Path

import pytest

from meetpoint.core.audit import anchors
from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]


def test_anchor_of_an_empty_log_writes_nothing(org: Organisation) -> None:
    assert not anchors.anchor(org.pk)
    assert not anchors.path_of(org.pk).exists()


def test_anchor_is_written_once_for_each_length(org: Organisation) -> None:
    by = Actor.system(org.pk, "test")
    record(by, "thing.done", "thing", [1])
    anchors.anchor_all(by)
    anchors.anchor_all(by)
    record(by, "thing.done", "thing", [2])
    anchors.anchor_all(by)
    lines = list(anchors.read(org.pk))
    assert [line.seq for line in lines if isinstance(line, anchors.Anchor)] == [1, 2]


def test_anchor_after_a_restore_is_always_written(org: Organisation) -> None:
    record(Actor.system(org.pk, "test"), "thing.done", "thing", [1])
    anchors.anchor(org.pk)
    assert anchors.anchor(org.pk, restored=True)


def test_anchor_file_is_private(org: Organisation) -> None:
    record(Actor.system(org.pk, "test"), "thing.done", "thing", [1])
    anchors.anchor(org.pk)
    path = anchors.path_of(org.pk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "line", ["", "a b c d", "t reached ² m s", "t reached x m s", "t other 1 m s", "t reached 1 m ñ"]
)
def test_line_that_is_no_anchor_is_said_to_be_broken(org: Organisation, line: str) -> None:
    path = anchors.path_of(org.pk)
    path.parent.mkdir()
    path.write_text(line + "\n")
    assert list(anchors.read(org.pk)) == [anchors.BrokenLine(1)]


def test_anchor_of_another_organisation_is_broken_here(org: Organisation, other_org: Organisation) -> None:
    record(Actor.system(org.pk, "test"), "thing.done", "thing", [1])
    anchors.anchor(org.pk)
    anchors.path_of(org.pk).rename(anchors.path_of(other_org.pk))
    assert list(anchors.read(other_org.pk)) == [anchors.BrokenLine(1)]
