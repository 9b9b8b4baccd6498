"""Reads of the room: the board, visits, incidents, the month."""
