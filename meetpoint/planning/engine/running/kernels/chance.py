"""The random numbers of `running/chance.py` as compiled code has them, one at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

from meetpoint.planning.engine.running import chance

GOLDEN, _FIRST, _SECOND = np.uint64(chance.GOLDEN), np.uint64(chance.FIRST), np.uint64(chance.SECOND)
_STREAM, _STEP = np.uint64(chance.STREAM), np.uint64(chance.STEP)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_GRAIN = chance.GRAIN


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
