"""The facts of this package: what kind of place each site is."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from meetpoint.core.modules.facts import FactTable, site, word
from meetpoint.core.organisations.models import Site, SiteKind


def sites(organisation_id: int, _first: date, _last: date) -> QuerySet[Site]:
    """Return an organisation's sites, closed ones too."""
    return Site.objects.of(organisation_id).order_by("pk")


FACTS = (
    FactTable(
        slug="sites",
        meaning="One row for each site, as it is now.",
        key="site",
        rows=sites,
        columns=(
            site("pk"),
            word(
                "site_kind",
                tuple(SiteKind.values),
                "What kind of site it is.",
                why="It is about a place of the programme, which is public.",
                source="kind",
            ),
        ),
    ),
)
