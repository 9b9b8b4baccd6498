"""What the columns of a log mean: recognising them, remembering it, reading rows by it."""
