"""What local counts say about parameters: priors, likelihoods, a posterior, and checks of all three.

Works on any model: a function from named parameters to predicted targets. docs/algorithms/calibration.md
explains it.
"""
