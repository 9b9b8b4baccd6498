"""Reading sessions, groups, stays, rides and notes, by noun."""
