"""Data sets that were made public."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from meetpoint.services.drug_checking.models import PublishedData


def public_sets() -> QuerySet[PublishedData]:
    """Return the data sets that are public now, of every organisation, the newest first, without their
    rows.
    """
    return (
        PublishedData.objects.unscoped("what was made public is there for everybody")
        .filter(withdrawn_at=None)
        .defer("content")
        .select_related("organisation")
        .order_by("-made_at", "-pk")
    )


def public_set(uid: UUID) -> PublishedData | None:
    """Return one public data set with its rows, or None."""
    return public_sets().defer(None).filter(uid=uid).first()
