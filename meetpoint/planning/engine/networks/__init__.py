"""Discrete networks of chances (Bayesian networks), summed exactly: who is reached, who overdoses, who
dies.
"""
