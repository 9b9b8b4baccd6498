"""What this package stores, by noun."""

from meetpoint.core.sessions.models.notes import Note, NoteVersion
from meetpoint.core.sessions.models.sessions import Attendance, Registration, Series, Session
from meetpoint.core.sessions.models.stays import Ride, Stay

__all__ = ["Attendance", "Note", "NoteVersion", "Registration", "Ride", "Series", "Session", "Stay"]
