"""One folder per service model; each plugs into the core through its `module.py`."""
