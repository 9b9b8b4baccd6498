"""Which cells to hide: proven fewest where a table is small, few where it is big."""
