"""EVA-DTS audit files of vending machines, read from the field facts; nothing here knows the database.

`files.read_sets(bytes)` gives one `AuditSet` for each transaction set (ST…SE) or raises `Damaged` with the
line that cannot be believed.
"""
