"""Everything that changes imports, by noun: logs, mappings, runs, and the work itself."""

from meetpoint.core.imports.actions.logs import discard_log, receive_log
from meetpoint.core.imports.actions.mappings import add_missing_sites, keep_mapping
from meetpoint.core.imports.actions.runs import continue_import, start_import, start_undo
from meetpoint.core.imports.actions.work import claim_next, work

__all__ = [
    "add_missing_sites",
    "claim_next",
    "continue_import",
    "discard_log",
    "keep_mapping",
    "receive_log",
    "start_import",
    "start_undo",
    "work",
]
