"""Counter-based random numbers: a draw is a hash of (seed, stream, person, step), and nothing is remembered.

Every decision has a stream of its own, so that adding a programme never shifts the draws of another
decision, and the same seed in two scenarios gives the same luck to the same person (common random
numbers). `kernels/chance.py` is the same in compiled code.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
STREAM, STEP = 0xD1342543DE82EF95, 0xA0761D6478BD642F
GRAIN = 1.0 / 9007199254740992.0
_ALL = 2**64 - 1
_S30, _S27, _S31, _S11 = (np.uint64(each) for each in (30, 27, 31, 11))


class Stream(IntEnum):
    """One named stream for each decision. Append only: a number that changes meaning changes every result."""

    SCAN = 1
    FINE = 16
    CHOICE = 32
    PLACE = 64
    WITNESS = 65
    NALOXONE = 66
    CALL = 67
    DEATH = 68
    HOSPITAL = 69
    AFTER_HOSPITAL = 70
    START = 80
    ENTRY_CLASS = 81
    ENTRY_NUMBER = 82
    PARAMETERS = 90


def _mixed(value: int) -> int:
    """Return 64 bits in which every bit of `value` changes about half (the finaliser of SplitMix64)."""
    value = ((value ^ (value >> 30)) * FIRST) & _ALL
    value = ((value ^ (value >> 27)) * SECOND) & _ALL
    return value ^ (value >> 31)


def stream_key(seed: int, stream: int, step: int) -> np.uint64:
    """Return the key of one stream in one step; neighbouring seeds, streams and steps share nothing."""
    key = _mixed((int(seed) + GOLDEN) & _ALL)
    key = _mixed(key ^ ((int(stream) * STREAM) & _ALL))
    return np.uint64(_mixed((key + (int(step) + 1) * STEP) & _ALL))


def uniforms(key: Any, first: Any, number: int) -> NDArray[np.float64]:
    """Return numbers in [0, 1), grain 2⁻⁵³, of `number` people whose permanent ids start at `first`."""
    people = np.arange(number, dtype=np.uint64) + np.full(1, first, dtype=np.uint64)
    value = people * np.full(1, GOLDEN, dtype=np.uint64) + np.full(1, key, dtype=np.uint64)
    value = (value ^ (value >> _S30)) * np.full(1, FIRST, dtype=np.uint64)
    value = (value ^ (value >> _S27)) * np.full(1, SECOND, dtype=np.uint64)
    value ^= value >> _S31
    drawn: NDArray[np.float64] = (value >> _S11).astype(np.float64) * GRAIN
    return drawn
