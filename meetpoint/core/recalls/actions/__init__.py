"""Every change of recalls, and every word about who was told."""

from meetpoint.core.recalls.actions.lots import (
    dispose_recalled,
    look_at_lots,
    name_more,
    set_recalled_aside,
)
from meetpoint.core.recalls.actions.notices import (
    Notice,
    change_recall,
    close_recall,
    open_recall,
    reopen_recall,
)
from meetpoint.core.recalls.actions.people import take_in_brought_back, tell_person, untell_person
from meetpoint.core.recalls.actions.steps import note_posted

__all__ = [
    "Notice",
    "change_recall",
    "close_recall",
    "dispose_recalled",
    "look_at_lots",
    "name_more",
    "note_posted",
    "open_recall",
    "reopen_recall",
    "set_recalled_aside",
    "take_in_brought_back",
    "tell_person",
    "untell_person",
]
