"""Input for sessions, groups, stays, rides and notes, by noun."""
