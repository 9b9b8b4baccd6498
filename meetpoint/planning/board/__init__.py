"""Two pages for a county board, as PDF: the same numbers as the pages, with assumptions and sources."""
