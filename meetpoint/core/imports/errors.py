"""What can be wrong with a file, a mapping or an import, in words for the person who brought it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict, DomainError


class FileRefused(DomainError):
    """A file that cannot be read, or is beyond what may be read; the text says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"file": message})


class MappingRefused(DomainError):
    """A mapping that says something impossible; `fields` names the places."""


class NotNow(Conflict):
    """The import is not at the point where this can be done."""


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """What could not be placed: headers, words for sites and items, and what has to be decided first."""

    columns: Sequence[str] = ()
    sites: Sequence[str] = ()
    items: Sequence[str] = ()
    decisions: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.columns or self.sites or self.items or self.decisions)

    def listed(self) -> dict[str, list[str]]:
        """Return it as plain lists, empty ones left out."""
        every = {
            "columns": list(self.columns),
            "sites": list(self.sites),
            "items": list(self.items),
            "decisions": list(self.decisions.values()),
        }
        return {name: words for name, words in every.items() if words}


class NotPlaced(DomainError):
    """The log has words whose meaning has to be said first; nothing was recorded."""

    def __init__(self, unplaced: Unplaced) -> None:
        super().__init__(_("Nothing was recorded: some of this log could not be placed yet."))
        self.unplaced = unplaced
