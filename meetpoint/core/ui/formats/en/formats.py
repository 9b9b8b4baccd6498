"""A month in short dates is a word: 3/7 is a day in March to one reader and in July to another."""

SHORT_DATE_FORMAT = "M j, Y"
