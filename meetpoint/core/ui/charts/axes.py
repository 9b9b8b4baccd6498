"""The frame of a drawing: its size, its scale, its grid, and the names under its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from meetpoint.core.ui.charts import words
from meetpoint.core.ui.charts.scale import Scale, every, shown_places
from meetpoint.core.ui.charts.shapes import Label, Rule
from meetpoint.core.ui.charts.words import Name
from meetpoint.core.ui.numbers import say_number


class Size(NamedTuple):
    """The pixels of a drawing, which is shown at its own size so that its text stays readable."""

    name: str
    width: int
    height: int


SIZES = (Size("wide", 720, 280), Size("narrow", 342, 240))
TOP, UNDER, RIGHT = 22, 44, 12


@dataclass(frozen=True)
class Axes:
    """The frame of a drawing: where each place begins and how high each value stands."""

    names: Sequence[Name]
    step: str
    size: Size
    scale: Scale
    left: float
    right: float = RIGHT

    @property
    def slot(self) -> float:
        """The width of one place."""
        return (self.size.width - self.left - self.right) / max(len(self.names), 1)

    def middle(self, place: int) -> float:
        """Return the x of a place."""
        return round(self.left + self.slot * (place + 0.5), 1)

    def rules(self) -> tuple[Rule, ...]:
        """Return the grid lines, the lowest last."""
        end = self.size.width - self.right
        return tuple(Rule(x1=self.left, x2=end, y=self.scale.y(t), is_zero=t == 0) for t in self.scale.ticks)

    def labels(self) -> list[Label]:
        """Return the figures at the ticks and the names under the places."""
        ticks = [
            Label(x=self.left - 8, y=self.scale.y(t) + 4, text=say_number(t), kind="tick", anchor="end")
            for t in self.scale.ticks
        ]
        return ticks + self._names()

    def _names(self) -> list[Label]:
        shorts = [words.short(name, self.step) for name in self.names]
        widest = max((words.width_of(text) for text, _under in shorts), default=0) + 8
        found, said = [], ""
        for place in shown_places(len(shorts), every(len(shorts), self.slot, widest)):
            text, under = shorts[place]
            found.append(Label(x=self.middle(place), y=self.scale.bottom + 18, text=text, kind="place"))
            if under != said:
                found.append(Label(x=self.middle(place), y=self.scale.bottom + 36, text=under, kind="under"))
            said = under
        return found
