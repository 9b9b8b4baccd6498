"""Publishing a table of a run: small counts hidden, compared with what was published before."""
