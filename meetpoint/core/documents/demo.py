"""A made-up letter for two of the demo's people."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from meetpoint.core.documents.actions import NewDocument, add_document
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import Demo
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

PEOPLE = 2
_LETTER = (
    "Home Again housing office\n\nThank you for your application. Your number in the line is 41.\n"
    "Please keep this letter, and bring it when we call you.\n\n(Made up for the demo.)\n"
)


def after(actor: Actor, random: Random) -> None:
    """Keep a letter for two of those who came last."""
    came = Encounter.objects.of(actor).filter(participant__isnull=False, voided_at=None)
    newest = came.order_by("-occurred_at", "-pk").values_list("participant_id", "site_id")[:200]
    sites = dict(newest)
    people = Participant.objects.of(actor).filter(pk__in=sites, erased_at=None, merged_into=None)
    for person in people.order_by("pk")[:PEOPLE]:
        new = NewDocument(
            uid=uuid7(),
            person=person,
            site_id=sites[person.pk],
            kind="housing",
            content=_LETTER.encode(),
            name="Letter of the housing office",
            keep_until=clock.now().date() + timedelta(days=random.randint(60, 300)),
            keep_reason="application",
        )
        add_document(new, by=actor)


DEMO = Demo(after=after, order=71)
