"""Compiled code does what its text says: the same kernels, interpreted, give the same counts."""

from typing import Any

import pytest

from meetpoint.planning.engine.replays.ri_naloxone import cohort, individuals
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters, changed
from meetpoint.planning.engine.replays.ri_naloxone.kits import kits_of


def interpret(monkeypatch: pytest.MonkeyPatch, module: Any, *names: str) -> None:
    for name in names:
        monkeypatch.setattr(module, name, getattr(module, name).py_func)


def test_interpreted_cohort_is_the_compiled_one(
    place: Inputs, given: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = cohort.run_cohort(place, given, kits_of(place)).counts
    interpret(monkeypatch, cohort, "_carry")
    assert cohort.run_cohort(place, given, kits_of(place)).counts == pytest.approx(compiled)


def test_interpreted_individuals_are_the_compiled_ones(
    place: Inputs, given: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = individuals.crowd_of(place)
    some = individuals.Crowd(*(getattr(everybody, name)[::40] for name in ("number", "town", "age", "kind")))
    # Risky and generous, so that so few people come through every branch.
    risky = changed(given, {"death_without_naloxone_or_ems": 0.5, "inactive_after_hospital_if_survived": 0.9})
    draws = individuals.Draws(replicates=2, threads=1)
    runs = []
    for interpreted in (False, True):
        if interpreted:
            interpret(monkeypatch, individuals, "_live", "_event", "_overdose")
        runs.append(individuals.run_individuals(place, risky, kits_of(place), draws=draws, crowd=some))
    assert (runs[0] == runs[1]).all()
    assert (runs[0].sum(axis=(0, 1)) > 0).all()
