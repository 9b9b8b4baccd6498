import numpy as np
import pytest

from meetpoint.planning.engine.running.chance import Stream, stream_key, uniforms
from meetpoint.planning.engine.running.individuals import entrant_id
from meetpoint.planning.engine.running.kernels import chance as kernels

MILLION = 1_000_000


def drawn(seed: int, stream: int, step: int, number: int = MILLION, first: int = 0) -> np.ndarray:
    key = stream_key(seed, stream, step)
    return uniforms(key, first, number)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def test_draws_are_uniform() -> None:
    found = drawn(1, Stream.DEATH, 7)
    counts, _edges = np.histogram(found, bins=256, range=(0, 1))
    chi_square = ((counts - MILLION / 256) ** 2 / (MILLION / 256)).sum()
    assert 160 < chi_square < 360
    assert found.min() >= 0
    assert found.max() < 1


def test_draws_have_a_fine_grain() -> None:
    found = drawn(1, Stream.DEATH, 7)
    assert len(np.unique(found)) == MILLION
    # Rare events: a 24-bit number could not tell one in a hundred million from none.
    assert np.any(np.mod(found * 2**40, 1) > 0)


@pytest.mark.parametrize("apart", [1, 2, 12, 52])
def test_one_persons_draws_in_other_steps_are_independent(apart: int) -> None:
    assert abs(correlation(drawn(1, Stream.DEATH, 5), drawn(1, Stream.DEATH, 5 + apart))) < 0.003


def test_draws_of_neighbouring_people_are_independent() -> None:
    found = drawn(1, Stream.DEATH, 5)
    assert abs(correlation(found[1:], found[:-1])) < 0.003


@pytest.mark.parametrize("other", [Stream.WITNESS, Stream.CALL, Stream.SCAN, Stream.FINE])
def test_streams_are_independent(other: Stream) -> None:
    assert abs(correlation(drawn(1, Stream.DEATH, 5), drawn(1, other, 5))) < 0.003


@pytest.mark.parametrize("seed", [2, 3, 2**32 + 1, 2**63 - 1])
def test_neighbouring_seeds_are_independent(seed: int) -> None:
    assert abs(correlation(drawn(1, Stream.DEATH, 5), drawn(seed, Stream.DEATH, 5))) < 0.003


def test_every_stream_step_and_seed_has_its_own_key() -> None:
    keys = {
        int(stream_key(np.uint64(seed), stream, step))
        for seed in range(20)
        for stream in range(40)
        for step in range(100)
    }
    assert len(keys) == 20 * 40 * 100


def test_streams_have_numbers_of_their_own() -> None:
    # The eight lanes take eight numbers each from FINE and CHOICE on.
    taken = [Stream.SCAN, *range(Stream.FINE, Stream.FINE + 8), *range(Stream.CHOICE, Stream.CHOICE + 8)]
    taken += [each for each in Stream if each not in {Stream.SCAN, Stream.FINE, Stream.CHOICE}]
    assert len(set(taken)) == len(taken)


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_compiled_code_draws_the_same_numbers(seed: int) -> None:
    for stream, step in ((Stream.DEATH, 0), (Stream.FINE, 259)):
        key = stream_key(seed, stream, step)
        assert kernels.stream_key(np.uint64(seed), int(stream), step) == key
        for first in (0, entrant_id(3)):
            drawn_there = [kernels.uniform(key, np.uint64(first + each)) for each in range(4)]
            assert drawn_there == list(uniforms(key, first, 4))
