"""What can go wrong with the directory, for people."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


class EntryRefused(DomainError):
    """Something about the entry cannot be stored; `fields` says what."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)


class PackageRefused(DomainError):
    """A file that cannot be read at all, so that nothing of it was taken in."""


class MergeRefused(DomainError):
    """Two entries that cannot be joined, or a joining that cannot be undone."""
