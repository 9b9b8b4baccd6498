"""Pages of the room: load, authorise, call, render."""
