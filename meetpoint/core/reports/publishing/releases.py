"""What a table and its earlier releases say together: one frame over the counts that all of them sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from meetpoint.core.reports.publishing.errors import PublishingError
from meetpoint.core.reports.publishing.frame import Facts, Flags, Floats, Frame, frame_of
from meetpoint.core.reports.publishing.policies import Policy
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.layout import text_of

NODES = 20_000


@dataclass(frozen=True)
class Ground:
    """The frame of a table; after its own cells come sums that are never printed but must be kept, too: small
    differences from an earlier release, and small cells that one hid.
    """

    frame: Frame
    names: tuple[str, ...]
    published: int

    @property
    def unprinted(self) -> Flags:
        """Say which columns of the frame are such sums."""
        return np.arange(self.frame.cells) >= self.published


@dataclass
class _Sums:
    """Sums over counts, growing as releases are added: what is known of them, and what must be kept."""

    columns: int
    rows: list[sparse.csr_array]
    low: list[Floats]
    high: list[Floats]

    def knowing(self, rows: sparse.csr_array, low: Floats, high: Floats) -> _Sums:
        """Return these and more."""
        width = max(self.columns, rows.shape[1])
        return _Sums(width, [*self.rows, rows], [*self.low, low], [*self.high, high])

    def facts(self) -> Facts:
        """Return everything known as one."""
        if not self.rows:
            return Facts(sparse.csr_array((0, self.columns)), np.zeros(0), np.zeros(0))
        rows = sparse.vstack([_widened(each, self.columns) for each in self.rows], format="csr")
        return Facts(sparse.csr_array(rows), np.concatenate(self.low), np.concatenate(self.high))


def ground_of(given: Given, policy: Policy) -> Ground:
    """Return what readers of a table and its earlier releases reckon on. Raises PublishingError where the
    shown cells contradict one another.
    """
    releases = [given, *given.earlier]
    atoms, made_of = _finest(releases)
    rows = [each.layout.over(atoms, made_of) for each in releases]
    own = _known(rows[0], given.counts, given.counts >= 0)
    sums, kept = _Sums(rows[0].shape[1], [], [], []), _Kept([], [], [])
    if _fitting(own, sums) is None:
        raise PublishingError(f"Table {given.name!r}: {CONTRADICT}")
    for release, members in zip(given.earlier, rows[1:], strict=True):
        sums = _joined(own, sums, release, members, kept, (given, rows[0], policy))
    counts = _fitting(own.knowing(*kept.truth()), sums) if kept.rows else _fitting(own, sums)
    if counts is None:
        raise PublishingError(f"Table {given.name!r}: {CONTRADICT}")
    everything = [_widened(each, sums.columns) for each in (rows[0], *kept.rows)]
    frame = frame_of(sparse.csr_array(sparse.vstack(everything, format="csr")), counts, sums.facts())
    names = (*(text_of(key) for key in given.layout.keys), *kept.names)
    return Ground(frame, names, len(given.layout.keys))


CONTRADICT = (
    "the shown cells contradict one another: no counts of 0 or more add up to them. Compare each total with"
    " its cells, and each release with the table it was made from."
)


@dataclass
class _Kept:
    """Sums beside the table's own cells that must be kept from readers."""

    names: list[str]
    rows: list[sparse.csr_array]
    values: list[float]

    def truth(self) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return what these sums are."""
        width = max(each.shape[1] for each in self.rows)
        rows = sparse.vstack([_widened(each, width) for each in self.rows], format="csr")
        return sparse.csr_array(rows), np.array(self.values), np.array(self.values)


def _joined(
    own: _Sums,
    sums: _Sums,
    release: Given,
    members: sparse.csr_array,
    kept: _Kept,
    table: tuple[Given, sparse.csr_array, Policy],
) -> _Sums:
    """Add what an earlier release shows: of the same counts where that fits, else of counts that grew since,
    or changed either way.
    """
    shown = (release.counts >= 0) & ~release.hidden
    told = release.counts[shown]
    same = sums.knowing(members[shown], told, told)
    if _fitting(own, same) is not None:
        if (
            release.is_whole
            and _fitting(own.knowing(members, release.counts, release.counts), same) is not None
        ):
            _keep_hidden(release, members, kept, table)
        return same
    behind, first = members.shape[1], sums.columns
    unit = sparse.eye_array(behind, format="csr")
    for signs in ((-1,), (-1, 1)):
        parts = [(0, unit), *((first + behind * number, sign * unit) for number, sign in enumerate(signs))]
        before = _placed(parts, first + behind * len(signs))
        then = sums.knowing(before, np.zeros(behind), np.full(behind, np.inf))
        then = then.knowing(sparse.csr_array(members[shown] @ before), told, told)
        if _fitting(own, then) is not None:
            change = before - _placed([(0, unit)], before.shape[1])
            _keep_differences(release, sparse.csr_array(-(members @ change)), shown, kept, (*table, members))
            return then
    raise PublishingError(f"Earlier release {release.name!r}: {CONTRADICT}")


def _keep_hidden(
    release: Given, members: sparse.csr_array, kept: _Kept, table: tuple[Given, sparse.csr_array, Policy]
) -> None:
    _given, own, policy = table
    ours = {_sum_of(own, row) for row in range(own.shape[0])}
    counts = np.nan_to_num(release.counts, nan=-1).astype(np.int64)
    for row in np.flatnonzero(release.hidden & policy.is_small(counts)):
        if (written := _sum_of(members, int(row))) not in ours:
            ours.add(written)
            kept.names.append(f"{text_of(release.layout.keys[row])} of {release.name}")
            kept.rows.append(members[[int(row)]])
            kept.values.append(float(release.counts[row]))


def _keep_differences(
    release: Given,
    change: sparse.csr_array,
    shown: Flags,
    kept: _Kept,
    table: tuple[Given, sparse.csr_array, Policy, sparse.csr_array],
) -> None:
    given, own, policy, members = table
    ours = {_sum_of(own, row): row for row in range(own.shape[0])}
    for row in np.flatnonzero(shown):
        place = ours.get(_sum_of(members, int(row)))
        if place is None or not given.counts[place] >= 0:
            continue
        difference = given.counts[place] - release.counts[row]
        if 1 <= abs(difference) <= policy.small[1]:
            kept.names.append(f"{text_of(given.layout.keys[place])} since {release.name}")
            kept.rows.append(sparse.csr_array(np.sign(difference) * change[[int(row)]]))
            kept.values.append(abs(float(difference)))


def _finest(
    releases: Sequence[Given],
) -> tuple[list[tuple[str, ...]], dict[tuple[int, str], tuple[str, ...]]]:
    """Return the finest labels of each dimension over all releases, and which of them coarser labels sum."""
    atoms, made_of = [], {}
    for number, dimension in enumerate(releases[0].layout.dimensions):
        _same_dimension(releases, number)
        groups: dict[str, tuple[str, ...]] = {}
        for release in releases:
            each = release.layout.dimensions[number]
            for name, members in each.groups:
                groups.setdefault(name, tuple(each.labels[place] for place in members))
        finest: dict[str, None] = {}
        for release in releases:
            for label in release.layout.dimensions[number].labels:
                inside = _atoms_of(label, groups)
                finest |= dict.fromkeys(inside)
                if inside != (label,):
                    made_of[number, label] = inside
        atoms.append(tuple(finest) or dimension.labels)
    return atoms, made_of


def _same_dimension(releases: Iterable[Given], number: int) -> None:
    first, *others = releases
    for release in others:
        theirs = [each.name for each in release.layout.dimensions]
        ours = [each.name for each in first.layout.dimensions]
        if theirs != ours:
            raise PublishingError(
                f"Earlier release {release.name!r} has the dimensions {', '.join(theirs)}; the table has"
                f" {', '.join(ours)}. Give a release of another shape as a table with the same dimensions,"
                " with null for what it did not show."
            )


def _atoms_of(label: str, groups: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    inside = groups.get(label)
    if inside is None or inside == (label,):
        return (label,)
    rest = {name: members for name, members in groups.items() if name != label}
    return tuple(dict.fromkeys(atom for each in inside for atom in _atoms_of(each, rest)))


def _known(rows: sparse.csr_array, counts: Floats, known: Flags) -> _Sums:
    told = counts[known]
    return _Sums(rows.shape[1], [rows[known]], [told], [told])


def _fitting(own: _Sums, sums: _Sums) -> Floats | None:
    """Return counts, whole and not negative, that fit all that is known; None where there are none."""
    width = max(own.columns, sums.columns)
    every = _Sums(width, [*own.rows, *sums.rows], [*own.low, *sums.low], [*own.high, *sums.high]).facts()
    found = milp(
        np.zeros(width),
        integrality=np.ones(width),
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(every.rows, every.low, every.high) if every.rows.shape[0] else (),
        options={"node_limit": NODES},
    )
    return None if found.x is None else np.asarray(np.rint(found.x))


def _placed(parts: Sequence[tuple[int, sparse.csr_array]], width: int) -> sparse.csr_array:
    whole = sparse.csr_array((parts[0][1].shape[0], width))
    for first, part in parts:
        whole = whole + _widened(part, width, first)
    return sparse.csr_array(whole)


def _widened(rows: sparse.csr_array, width: int, first: int = 0) -> sparse.csr_array:
    return sparse.csr_array((rows.data, rows.indices + first, rows.indptr), shape=(rows.shape[0], width))


def _sum_of(rows: sparse.csr_array, row: int) -> tuple[int, ...]:
    columns: npt.NDArray[np.int64] = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
    return tuple(sorted(int(each) for each in columns))
