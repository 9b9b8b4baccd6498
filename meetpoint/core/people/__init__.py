"""Participants: anonymous by default, known by a code that only they carry."""
