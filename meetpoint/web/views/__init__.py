"""The pages of the staff shell."""
