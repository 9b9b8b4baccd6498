"""What phones are told: words, forms, items and sites, as plain data."""
