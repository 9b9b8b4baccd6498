"""Holds the engine against published figures, row by row, and writes down what came of it: hits, misses,
and why.
"""
