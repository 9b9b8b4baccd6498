"""The two questions that are asked of a table: what to hide, and whether what is hidden is safe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meetpoint.core.reports.publishing.audit import Audit, audit, must_hide, readers
from meetpoint.core.reports.publishing.choosing.hiding import Task
from meetpoint.core.reports.publishing.choosing.protecting import Protection, may_hide, protect
from meetpoint.core.reports.publishing.errors import PublishingError
from meetpoint.core.reports.publishing.frame import Flags
from meetpoint.core.reports.publishing.policies import DEFAULT, Policy, policy_named
from meetpoint.core.reports.publishing.releases import Ground, ground_of
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.layout import text_of
from meetpoint.core.reports.publishing.tables.writing import (
    Json,
    cells_of,
    counts_of,
    exposures_of,
    intervals_by_reader,
    intervals_of,
    opening,
    published,
)


@dataclass(frozen=True)
class Answer:
    """An answer as JSON, the cells that are hidden in it, and the audit that it rests on."""

    json: Json
    hidden: Flags
    audit: Audit


def policy_for(given: Given, asked: str | None) -> Policy:
    """Return the policy that was asked for, else the table's own, else the strictest that is widely used."""
    return policy_named(asked or given.policy or DEFAULT)


def protected(given: Given, policy: Policy) -> Answer:
    """Return a table with the cells to hide. Raises PublishingError where counts are lacking."""
    ground = _whole_ground(given, policy)
    task = task_of(given, ground, policy)
    found = protect(task)
    before = audit(given, ground, policy, task.must)
    after = audit(given, ground, policy, found.choice.hidden)
    small = task.must[: ground.published]
    hidden = found.choice.hidden[: ground.published]
    told = {
        **opening(given, policy),
        "primary": cells_of(given, small),
        "primary_only_intervals": intervals_of(before.intervals["anyone"]),
        "secondary_min_count_loss": cells_of(given, hidden & ~small),
        **intervals_by_reader(after),
        "protected": after.is_safe,
        "exposed": exposures_of(after.exposed),
        **_chosen(found, hidden),
        "published": published(given, hidden),
    }
    return Answer(_with_context(told, given), hidden, after)


def audited(given: Given, policy: Policy) -> Answer:
    """Return what can be worked out of a table as it stands."""
    ground = ground_of(given, policy)
    extra = ground.frame.cells - ground.published
    found = audit(given, ground, policy, np.append(given.hidden, np.ones(extra, dtype=bool)))
    told = {
        **opening(given, policy),
        "counts": counts_of(given, given.hidden & ~(given.counts >= 0)),
        "primary": cells_of(given, given.hidden & _small(given, policy)),
        "secondary_min_count_loss": cells_of(given, given.hidden & ~_small(given, policy)),
        **intervals_by_reader(found),
        "safe": found.is_safe,
        "exposed": exposures_of(found.exposed),
        "cells": len(given.layout.keys),
        "cells_hidden": int(given.hidden.sum()),
    }
    return Answer(_with_context(told, given), given.hidden, found)


def task_of(given: Given, ground: Ground, policy: Policy) -> Task:
    """Return the task of choosing cells. No zero may be hidden where the policy shows zeros."""
    frame = ground.frame
    must = must_hide(given, ground, policy)
    sizes = np.ones(frame.cells, dtype=np.int64)
    sizes[: ground.published] = given.layout.sizes
    may = may_hide(frame.values[: frame.cells], zeros_too=not policy.shows_zero) | must
    return Task(frame, must, may, sizes, tuple(readers(given, ground, policy, must)))


def _whole_ground(given: Given, policy: Policy) -> Ground:
    if not given.is_whole:
        lacking = text_of(given.layout.keys[int(np.flatnonzero(np.isnan(given.counts))[0])])
        raise PublishingError(
            f"Table {given.name!r}, cell {lacking}: its count is null, so nothing can be chosen. Give every"
            " count; meetpoint disclosure audit looks at tables with hidden ones."
        )
    if policy.shows_zero and len(zeros := np.flatnonzero(given.wished & (given.counts == 0))):
        raise PublishingError(
            f"Table {given.name!r}, primary, cell {text_of(given.layout.keys[int(zeros[0])])}: it is 0, and"
            f" {policy.name} shows zeros. Leave it out of primary, or choose a policy that hides zeros."
        )
    return ground_of(given, policy)


def _chosen(found: Protection, hidden: Flags) -> Json:
    choice = found.choice
    return {
        "method": choice.method,
        "fewest_proven": choice.fewest,
        "at_least": choice.at_least,
        "cells": len(hidden),
        "cells_hidden": int(hidden.sum()),
    }


def _small(given: Given, policy: Policy) -> Flags:
    known = np.where(given.counts >= 0, given.counts, -1).astype(np.int64)
    return policy.is_small(known) | given.wished


def _with_context(told: Json, given: Given) -> Json:
    """Keep what the table came with, so that an answer can be asked about again."""
    context: Json = {"contributors": given.contributors} if given.contributors else {}
    if given.earlier:
        context["earlier"] = [_as_it_came(each) for each in given.earlier]
    return {**told, **context}


def _as_it_came(release: Given) -> Json:
    """Keep what we know of a release beside what it showed: small cells that it hid are still to be kept."""
    return {
        **published(release, np.isnan(release.counts)),
        "primary": cells_of(release, release.wished),
        "secondary_min_count_loss": cells_of(release, release.hidden & ~release.wished),
    }
