"""What a poster says: a sentence for each number that is large enough to be told to everybody."""

from __future__ import annotations

from dataclasses import dataclass

from meetpoint.core.organisations.packs import say
from meetpoint.core.reports.answering.report import AnsweredRow, Report
from meetpoint.core.reports.releasing.policies import Policy
from meetpoint.core.ui.numbers import say_number


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a poster, cut around its number."""

    before: str
    number: str
    after: str


def sentences(report: Report, policy: Policy) -> tuple[list[Sentence], list[str]]:
    """Return what a poster says, and the labels of the rows that it leaves out.

    A poster hangs where everybody reads it: what is nought, not recorded or small by the policy stays away.
    """
    told = [(row, _sentence(row, policy)) for row in report.rows]
    return [one for _row, one in told if one is not None], [row.label for row, one in told if one is None]


def _sentence(row: AnsweredRow, policy: Policy) -> Sentence | None:
    value = row.value
    if row.row.sentence is None or not isinstance(value, int | float) or value <= 0 or policy.is_small(value):
        return None
    before, _value, after = say(row.row.sentence).partition("{value}")
    return Sentence(before, say_number(value), after)
