"""Folders inside MEETPOINT_HOME that only the installation's own user may open."""

from pathlib import Path


def private(path: Path) -> Path:
    """Make a folder, and its missing parents, for this user alone, and return it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
