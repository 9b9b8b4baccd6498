"""Every write of the directory: entries by hand, files, joining double entries."""

from meetpoint.core.directory.actions.entries import (
    EntryFacts,
    add_entry,
    change_entry,
    check_entry,
    retire_entry,
)
from meetpoint.core.directory.errors import EntryRefused

__all__ = ["EntryFacts", "EntryRefused", "add_entry", "change_entry", "check_entry", "retire_entry"]
