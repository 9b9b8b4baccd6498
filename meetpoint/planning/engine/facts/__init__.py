"""Numbers with sources: the tables, their units, and draws from what is uncertain."""
