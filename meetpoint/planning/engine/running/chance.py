"""Counter-based random numbers: a draw is a hash of (seed, stream, person, step), and nothing is remembered.

Every decision has a stream of its own, so that adding a programme never shifts the draws of another
decision, and the
same seed in two scenarios gives the same luck to the same person (common random numbers).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_STREAM = np.uint64(0xD1342543DE82EF95)
_STEP = np.uint64(0xA0761D6478BD642F)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_GRAIN = 1.0 / 9007199254740992.0


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


@njit(cache=True, inline="always")
def mixed(value: np.uint64) -> np.uint64:
    """Return 64 bits in which every bit of `value` changes about half (the finaliser of SplitMix64)."""
    value = (value ^ (value >> _S30)) * _FIRST
    value = (value ^ (value >> _S27)) * _SECOND
    return value ^ (value >> _S31)


@njit(cache=True)
def stream_key(seed: np.uint64, stream: int, step: int) -> np.uint64:
    """Return the key of one stream in one step; neighbouring seeds, streams and steps share nothing."""
    key = mixed(np.uint64(seed) + GOLDEN)
    key = mixed(key ^ (np.uint64(stream) * _STREAM))
    return mixed(key + (np.uint64(step) + np.uint64(1)) * _STEP)


@njit(cache=True, inline="always")
def bits(key: np.uint64, person: np.uint64) -> np.uint64:
    """Return 64 random bits of one person."""
    return mixed(key + person * GOLDEN)


@njit(cache=True, inline="always")
def uniform(key: np.uint64, person: np.uint64) -> float:
    """Return a number in [0, 1) with a grain of 2⁻⁵³."""
    return np.float64(bits(key, person) >> _S11) * _GRAIN


@njit(cache=True)
def uniforms(key: np.uint64, first: np.uint64, number: int) -> np.ndarray:
    """Return the numbers of `number` people whose permanent ids start at `first`."""
    drawn = np.empty(number)
    for each in range(number):
        drawn[each] = uniform(key, np.uint64(first) + np.uint64(each))
    return drawn
