"""Finding entries: the words and hours under which they are kept, and the search over both."""
