"""Numbers as in the United States, months in words (docs/decisions/0007-spanish-numbers.md)."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
FIRST_DAY_OF_WEEK = 0
SHORT_DATE_FORMAT = "j b Y"
