"""Every write of the room: one function, one transaction, one audit entry."""
