"""Pages of planning: load, authorise, ask the worker, render."""
