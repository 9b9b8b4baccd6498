"""What every harm reduction service shares; a package may import those to its left in docs/structure.md."""
