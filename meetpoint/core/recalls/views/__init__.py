"""Pages of recalls: load, authorise, call, render."""
