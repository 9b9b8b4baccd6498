"""Everything that changes sessions, notes, stays and rides, by noun."""

from meetpoint.core.sessions.actions.notes import (
    NewNote,
    Telling,
    Told,
    correct_note,
    open_note,
    tell_notes,
    write_note,
)
from meetpoint.core.sessions.actions.rides import NewRide, add_ride, settle_ride, void_ride
from meetpoint.core.sessions.actions.series import NewSeries, plan_series, register, unregister
from meetpoint.core.sessions.actions.sessions import Held, NewSession, end_session, hold_session, plan_session
from meetpoint.core.sessions.actions.stays import NewStay, add_stay, end_stay, void_stay

__all__ = [
    "Held",
    "NewNote",
    "NewRide",
    "NewSeries",
    "NewSession",
    "NewStay",
    "Telling",
    "Told",
    "add_ride",
    "add_stay",
    "correct_note",
    "end_session",
    "end_stay",
    "hold_session",
    "open_note",
    "plan_series",
    "plan_session",
    "register",
    "settle_ride",
    "tell_notes",
    "unregister",
    "void_ride",
    "void_stay",
    "write_note",
]
