"""The one interface through which core packages and services declare what they are: see `interface.py`."""
