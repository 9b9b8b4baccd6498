"""Boards of numbers: of the whole programme, of a site, of one number, and of one's own shift."""
