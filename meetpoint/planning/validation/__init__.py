"""Holds the engine against published figures, row by row, and writes what came of it."""
