"""What pages and the board's PDF show of a summary: words, charts, tables. The engine is not loaded."""
