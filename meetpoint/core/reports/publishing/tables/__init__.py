"""Tables as they are handed in and given back: their shape, and JSON."""
