"""Taking in what machines report, from whichever door: broker, HTTP, or somebody's second look."""
