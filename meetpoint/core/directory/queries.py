"""Reading the directory."""

from django.db.models import QuerySet

from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.tenancy.actor import Actor


def entries_of(actor: Actor) -> QuerySet[DirectoryEntry]:
    """Return the entries in use."""
    return DirectoryEntry.objects.of(actor).filter(retired_at=None)
