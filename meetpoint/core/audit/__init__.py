"""Who did what, when: append-only, hash-chained, by allow-list, without free text."""
