"""Reading files that come from outside, within bounds, and keeping them sealed while they are worked on."""
