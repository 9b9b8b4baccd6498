"""Checks of this service's records."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.encounters.queries import encounters_on
from meetpoint.core.modules.quality import Finding, QualityCheck
from meetpoint.core.quality.links import mend_entry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.naloxone.models import NaloxoneProvision


def kits_without_a_word(by: Actor, first: date, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    """Yield contacts with naloxone of which nobody noted whether it was a first kit or a refill."""
    given = EncounterLine.objects.of(by).filter(encounter_id=OuterRef("pk"), doses__gt=0)
    said = NaloxoneProvision.objects.of(by).filter(encounter_id=OuterRef("pk")).exclude(supply="")
    rows = encounters_on(by, first, last).filter(site_id__in=site_ids, count_only=False)
    unsaid = rows.filter(Exists(given), ~Exists(said)).order_by("-occurred_at", "-id")
    for one in unsaid.iterator(chunk_size=200):
        yield Finding(
            subject=str(one.uid),
            site_id=one.site_id,
            day=one.local_date,
            what=_("Naloxone was handed out; whether it was a first kit or a refill is not noted."),
            url=mend_entry(by, one.uid),
        )


QUALITY = (
    QualityCheck(
        slug="naloxone.kits_without_a_word",
        label=gettext_lazy("Naloxone without first kit or refill"),
        why=gettext_lazy(
            "Funders ask how many kits were first kits and how many were refills. What is not noted is in"
            " neither number. Nobody has to answer; “looks right” is an answer, too."
        ),
        find=kits_without_a_word,
        icon="naloxone",
    ),
)
