"""How a module declares an indicator: a few words on what it means, and an Ibis expression over facts.

The expression is an aggregate over one fact table, so that many indicators are answered by one pass, and the
same one runs on every engine. Declaring it loads no engine: `value` is a function of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from meetpoint.core.modules.fields import Words

Aggregate = Callable[[Any], Any]
"""From an Ibis table of facts to an Ibis aggregate over it."""

Number = int | float | Decimal
Value = Number | str | None


class DataSource(StrEnum):
    """Where an answer is best taken from; an attribute of each indicator (UW SHaRP technical assistance)."""

    INVENTORY = "inventory"
    ENCOUNTER = "encounter"
    PROGRAMME = "programme"
    SURVEY = "survey"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What `combine` is given for one row: values by code, inputs by option name, and the span."""

    of: Mapping[str, float]
    inputs: Mapping[str, Decimal]
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the span has, both ends included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """Something that can be told from facts. `code` is `<module>.<what_it_tells>`.

    There are three kinds. Most have a `table` and a `value`. Some `combine` the values of others (`of`) and
    `inputs`: options that a programme enters, with source and date; without an input the answer says what
    is missing. And some have only `missing`: what would have to be asked, or is not public, to answer them.

    `additive` says that values may be added up over days and sites, which is never so for people. An
    indicator that counts people says in `without_code` how many contacts it could not count. `breakdowns`
    are columns of the table or of lists that go with it. `reference` says where the definition comes from,
    `standards` which forms ask for it. `figures` are the figures whose sum it must equal (`facts verify`).

    Where it counts what people were asked, `answered` counts all rows with an answer, and `occasions` is the
    indicator without which nobody could be asked: some of those and no answer at all mean that it is not
    recorded, and not nought.

    Boards show every indicator of every module, in the order declared. `headline` puts it first there, with
    its trend and its sites. `events` says that each unit is one person or one happening, so that a small
    number has a range of chance; syringes, handed out by the pack, have none. `words` says a value that is
    a word.
    """

    code: str
    title: Words
    definition: Words
    unit: Words
    source: DataSource
    additive: bool
    table: str = ""
    value: Aggregate | None = None
    without_code: Aggregate | None = None
    breakdowns: tuple[str, ...] = ()
    reference: str = ""
    standards: tuple[str, ...] = ()
    estimated: bool = False
    figures: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    combine: Callable[[Parts], Value] | None = None
    missing: Words = ""
    answered: Aggregate | None = None
    occasions: str = ""
    headline: bool = False
    events: bool = False
    words: tuple[tuple[str, Words], ...] = ()


def ratio(above: str, below: str) -> Callable[[Parts], Value]:
    """Return what divides one indicator by another; nothing where the lower one is nought."""

    def divided(parts: Parts) -> Value:
        return parts.of[above] / parts.of[below] if parts.of[below] else None

    return divided


def total(parts: Parts) -> Value:
    """Return what the indicators add up to."""
    return sum(parts.of.values())
