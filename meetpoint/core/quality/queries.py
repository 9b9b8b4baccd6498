"""What the checks find within reach, less what somebody said looks right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from meetpoint.core.dashboards.spans import Days
from meetpoint.core.modules.quality import Finding, QualityCheck
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.quality.models import LooksRight
from meetpoint.core.quality.rules import is_in_reach
from meetpoint.core.tenancy.actor import Actor

MOST = 1000
"""So many findings of a check are looked at; beyond that, the page says so and asks for fewer days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What one check found: what waits for somebody, and what was said to look right."""

    check: QualityCheck
    waiting: tuple[Finding, ...]
    right: tuple[tuple[Finding, LooksRight], ...]
    is_cut: bool


def sites_in_reach(by: Actor) -> list[Site]:
    """Return the sites in reach by name, closed ones too."""
    return [one for one in Site.objects.of(by).order_by("name") if by.reaches(one.pk)]


def review(by: Actor, check: QualityCheck, days: Days, site_ids: Collection[int]) -> Review:
    """Return what a check finds of some days and sites: its own queries, and one."""
    return _review(by, check, days, site_ids, _marks(LooksRight.objects.of(by).filter(rule=check.slug)))


def reviews(by: Actor, days: Days, site_ids: Collection[int]) -> list[Review]:
    """Return what every check of every module finds: their own queries, and one."""
    marks = _marks(LooksRight.objects.of(by))
    return [_review(by, check, days, site_ids, marks) for check in registry().quality.values()]


Marks = Mapping[tuple[str, str], LooksRight]


def _marks(rows: QuerySet[LooksRight]) -> Marks:
    return {(one.rule, one.subject): one for one in rows}


def _review(by: Actor, check: QualityCheck, days: Days, site_ids: Collection[int], marks: Marks) -> Review:
    waiting: list[Finding] = []
    right: list[tuple[Finding, LooksRight]] = []
    for one in _within(by, check.find(by, days.first, days.last, site_ids), site_ids):
        if len(waiting) == MOST or len(right) == MOST:
            return Review(check=check, waiting=tuple(waiting), right=tuple(right), is_cut=True)
        mark = marks.get((check.slug, one.subject))
        if mark is None:
            waiting.append(one)
        else:
            right.append((one, mark))
    return Review(check=check, waiting=tuple(waiting), right=tuple(right), is_cut=False)


def _within(by: Actor, found: Iterable[Finding], site_ids: Collection[int]) -> Iterator[Finding]:
    """Leave out what a check should not have given: the wall does not hang on every check's care."""
    for one in found:
        if is_in_reach(by, one.site_id) and (one.site_id is None or one.site_id in site_ids):
            yield one
