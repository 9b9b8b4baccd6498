"""Pages about the API: the organisation's tokens, and how to use them."""
