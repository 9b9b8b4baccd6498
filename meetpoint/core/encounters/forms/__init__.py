"""What a worker types in: the Log screen's fields, how they are drawn, and how an entry is read from them."""
