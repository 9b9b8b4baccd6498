"""What of a model does not depend on numbers: classes in use, possible moves, groups, masks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.arranging import Arranged, arranged
from meetpoint.planning.engine.compiling.grid import Grid, Mask
from meetpoint.planning.engine.compiling.tables import OUTCOMES
from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.language.spec import Factor, Model, Move
from meetpoint.planning.engine.order import LANES, Lane

Codes = NDArray[np.int64]
ENDS = ("dead", "left")


@dataclass(frozen=True)
class Formula:
    """A hazard as a product: the move's own rate, shares of switches, and the factors that hold for some
    classes.
    """

    move: Move
    shares: tuple[str, ...]
    factors: tuple[Factor, ...]


@dataclass
class Rows:
    """Possible moves of one expanded move: where from, where to, and which formula gives each hazard."""

    lane: Lane
    move: Move
    source: Codes
    target: Codes
    formula: Codes


@dataclass
class Structure:
    """A model's possible moves over the classes that people can reach; `live` maps them to the grid."""

    model: Model
    grid: Grid
    rows: list[Rows] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    live: Codes = field(default_factory=lambda: np.arange(0))

    @classmethod
    def empty(cls, model: Model) -> Structure:
        """Return a structure without moves, to ask a model about names before it is expanded."""
        return cls(model, Grid({}))

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome that is counted, the tree's first."""
        named = [move.counts for move in self.model.moves if move.counts]
        if self.model.overdose:
            named += [after.counts for after in self.model.overdose.after_hospital if after.counts]
        return tuple(dict.fromkeys([*OUTCOMES, *named]))

    @property
    def number(self) -> int:
        return len(self.live)

    @cached_property
    def place_of(self) -> Codes:
        """The number of each grid class among the live ones, -1 where nobody can be; then dead, then left."""
        place: Codes = np.full(self.grid.number + 2, -1, dtype=np.int64)
        place[self.live] = np.arange(self.number)
        place[self.grid.number :] = (self.number, self.number + 1)
        return place

    @cached_property
    def arranged(self) -> Arranged:
        """The possible moves in the order in which the back ends read them, the same for every draw."""
        return arranged(self)

    def among(self, mask: Mask) -> Mask:
        """Narrow a mask of the grid to the live classes."""
        return mask[self.live]


def structure_of(model: Model, *, off: frozenset[str] = frozenset()) -> Structure:
    """Expand a model's moves over its classes and keep the classes that somebody can reach.

    `off` names moves that nobody makes in this run. Raises `PlanError` for a name that the model does not
    declare.
    """
    made = Structure(model, Grid(model.axes))
    _refuse_unknown(model)
    for move in model.moves:
        if move.name not in off:
            _expand(made, move)
    if model.overdose:
        _expand_overdose(made)
    _keep_reachable(made)
    return made


def _refuse_unknown(model: Model) -> None:
    capacities = [each.name for each in model.capacities]
    forces = [each.name for each in model.forces]
    for move in model.moves:
        if move.lane not in LANES or move.lane == "overdose":
            raise PlanError(f"move {move.name!r}: " + unknown("lane", move.lane, set(LANES) - {"overdose"}))
        if move.ends and move.ends not in ENDS:
            raise PlanError(f"move {move.name!r}: " + unknown("end", move.ends, ENDS))
        if move.places and move.places not in capacities:
            raise PlanError(f"move {move.name!r}: " + unknown("capacity", move.places, capacities))
        if move.force and move.force not in forces:
            raise PlanError(f"move {move.name!r}: " + unknown("force of infection", move.force, forces))
    _refuse_unknown_targets(model)


def _refuse_unknown_targets(model: Model) -> None:
    names = {move.name for move in model.moves} | {"overdose"}
    quantities = {"witnessed", "called", "death_alone", "death_naloxone", "death_called", "hospital"}
    if model.overdose:
        for setting in model.overdose.settings:
            quantities |= {f"{setting.name}.{each}" for each in {*quantities, "share"} if "." not in each}
    for factor in model.factors:
        for target in factor.on:
            if target not in names | quantities:
                raise PlanError(f"factor {factor.name!r}: " + unknown("move", target, names | quantities))


def _expand(made: Structure, move: Move) -> None:
    grid = made.grid
    mask = grid.mask(move.when)
    lane = Lane.EVENT if move.at is not None else LANES[move.lane]
    usual = grid.moved(move.to)
    if move.ends:
        usual = np.full(grid.number, grid.number + ENDS.index(move.ends))
    elsewhere: Mask = np.zeros(grid.number, dtype=bool)
    for switch in move.switch:
        switched = mask & grid.mask(switch.when) & ~elsewhere
        elsewhere |= switched
        _add(made, move, lane, switched, grid.moved({**move.to, **switch.to}), shares=(switch.share,))
        _add(made, move, lane, switched, usual, shares=(f"1 - ({switch.share})",))
    _add(made, move, lane, mask & ~elsewhere, usual, shares=())


def _add(
    made: Structure, move: Move, lane: Lane, mask: Mask, target: Codes, *, shares: tuple[str, ...]
) -> None:
    source = np.flatnonzero(mask & (target != np.arange(made.grid.number)))
    if not len(source):
        return
    factors = [factor for factor in made.model.factors if move.name in factor.on]
    formula = _formulas(made, move, shares, factors, source)
    made.rows.append(Rows(lane, move, source, target[source], formula))


def _formulas(
    made: Structure, move: Move, shares: tuple[str, ...], factors: list[Factor], source: Codes
) -> Codes:
    marks = group_marks([made.grid.mask(factor.when)[source] for factor in factors], len(source))
    kinds, which = np.unique(marks, return_inverse=True)
    base = len(made.formulas)
    for mark in kinds:
        held = tuple(factor for place, factor in enumerate(factors) if int(mark) >> place & 1)
        made.formulas.append(Formula(move, shares, held))
    return base + which.reshape(-1)


def group_marks(masks: Iterable[Mask], number: int) -> Codes:
    """Return one whole number per class whose bits say which masks hold."""
    marks: Codes = np.zeros(number, dtype=np.int64)
    for place, mask in enumerate(masks):
        marks |= mask.astype(np.int64) << place
    return marks


def _expand_overdose(made: Structure) -> None:
    overdose = made.model.overdose
    assert overdose is not None
    move = Move(name="overdose", lane="overdose", when=overdose.when, rate=overdose.rate)
    source = np.flatnonzero(made.grid.mask(overdose.when))
    factors = [factor for factor in made.model.factors if "overdose" in factor.on]
    formula = _formulas(made, move, (), factors, source)
    made.rows.append(Rows(Lane.OVERDOSE, move, source, source, formula))


def _keep_reachable(made: Structure) -> None:
    grid, model = made.grid, made.model
    reached = _may_start(made)
    links = [(rows.source, rows.target) for rows in made.rows if not rows.move.ends]
    if model.overdose:
        everyone = np.flatnonzero(grid.mask(model.overdose.when))
        survivor = grid.moved(model.overdose.survivor)
        links.append((everyone, survivor[everyone]))
        for after in model.overdose.after_hospital:
            some = np.flatnonzero(grid.mask(after.when))
            links.append((survivor[some], grid.moved(after.to)[survivor[some]]))
    before = -1
    while before != reached.sum():
        before = int(reached.sum())
        for source, target in links:
            reached[target[reached[source]]] = True
    made.live = np.flatnonzero(reached)
    made.rows = [_only_live(rows, reached) for rows in made.rows]
    _drop_unused(made)


def _only_live(rows: Rows, reached: Mask) -> Rows:
    kept = reached[rows.source]
    return Rows(rows.lane, rows.move, rows.source[kept], rows.target[kept], rows.formula[kept])


def _drop_unused(made: Structure) -> None:
    # A formula of classes that nobody reaches may read a parameter that nobody has given.
    everything = [rows.formula for rows in made.rows] or [np.zeros(0, dtype=np.int64)]
    kept = np.unique(np.concatenate(everything))
    made.formulas = [made.formulas[each] for each in kept]
    for rows in made.rows:
        rows.formula = np.searchsorted(kept, rows.formula)


def _may_start(made: Structure) -> Mask:
    # A level can hold people at the start, or by an entry, when any share but a plain zero is written for it.
    model = made.model
    tables = [model.start, *({each.axis: each.shares} for each in model.start_where)]
    tables += [entry.shares for entry in model.entries]
    possible: Mask = np.ones(made.grid.number, dtype=bool)
    for axis, levels in made.grid.axes.items():
        named = [table[axis] for table in tables if axis in table] if axis in model.start else []
        held = {level for shares in named for level, text in shares.items() if text != "0"} or {levels[0]}
        possible &= np.isin(made.grid.level[axis], [made.grid.index(axis, level) for level in held])
    return possible
