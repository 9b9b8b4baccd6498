"""Why each column of the directory is kept: it describes services, not people."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_FACT = Kept(why="So that staff can send somebody to the right place.", until="The organisation is closed.")
_WHO = Kept(why="So that one can ask whoever checked the entry.", until="The next check.")

_FACTS = (
    "uid",
    "name",
    "kind",
    "phone",
    "address",
    "website",
    "hours",
    "identification_needed",
    "languages",
    "notes",
    "retired_at",
    "created_at",
)

PLAN = PrivacyPlan(
    columns={
        "directory.DirectoryEntry": {**dict.fromkeys(_FACTS, _FACT), "checked_on": _WHO, "checked_by": _WHO},
    }
)
