"""What a check says: how bad it is, what was found, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error makes `meetpoint check` fail; a warning does not."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is not as it should be. `where` is a path, a setting, an organisation's short name."""

    level: Level
    where: str
    what: str
    mend: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One named look at the installation; `meetpoint check <slug>` runs it alone."""

    slug: str
    title: str
    look: Callable[[], Iterable[Finding]]


def warning(where: object, what: str, *, mend: str) -> Finding:
    return Finding(level=Level.WARNING, where=str(where), what=what, mend=mend)


def error(where: object, what: str, *, mend: str) -> Finding:
    return Finding(level=Level.ERROR, where=str(where), what=what, mend=mend)
