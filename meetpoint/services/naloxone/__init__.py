"""Naloxone: why it was needed, training, and reversals as people report them."""
