"""Tests of the board and the trends."""
