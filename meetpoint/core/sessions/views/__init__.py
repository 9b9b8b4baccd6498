"""Pages of sessions, groups, stays, rides and notes, by noun."""
