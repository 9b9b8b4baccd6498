"""The planning engine: one declarative model, run as a cohort or as individuals. It knows no Django.

Usable alone: `from meetpoint.planning.engine.scenarios.reading import read_scenario`, then
`ensembles.jobs.run_study`.
Imports numpy, scipy, numba and the standard library, and nothing else.
"""
