"""English as it is written in the United States, apart from what two readers could read in two ways."""
