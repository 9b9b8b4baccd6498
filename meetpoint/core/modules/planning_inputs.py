"""How a module declares what planning may begin with: one number about a year of its own work.

Only sums leave a service here, never rows about a person. Planning shows each number with how it was counted
and lets the director keep it, change it, or leave it out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.spans import Answer, Span


class Informs(StrEnum):
    """What a number is for in a plan: today's level of a service, or an outcome to hold the model to."""

    LEVEL = "level"
    OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class PlanningInput:
    """A number that a plan may begin with. `slug` is `<module>.<what_it_counts>`.

    `parameter` is the engine's name of what it informs: a programme (`kits_community`) or an outcome
    (`treatment_entries`), as `informs` says. `count` is asked for a span of days of the whole organisation,
    and answers with how many, or with what is missing. `counted` says plainly how that was counted, and what
    it leaves out.
    """

    slug: str
    title: Words
    unit: Words
    parameter: str
    counted: Words
    count: Callable[[Span], Answer]
    informs: Informs = Informs.LEVEL
