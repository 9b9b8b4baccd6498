"""Pages: load, authorise, call, render."""
