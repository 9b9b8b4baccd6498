"""Where a finding is mended: the page that the reader may open."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from meetpoint.core.encounters.permissions import VOID
from meetpoint.core.tenancy.actor import Actor


def mend_entry(by: Actor, uid: UUID) -> str:
    """Return the address on which an entry is corrected, or, for those who may not, shown."""
    return reverse("encounters:correct" if by.may(VOID) else "encounters:detail", args=[uid])
