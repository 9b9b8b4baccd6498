"""Alerts, and the supplies that go with what they warn of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from meetpoint.core.modules.pages import Notice
from meetpoint.core.supplies.queries.levels import levels_by_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.drug_checking.models import Alert, Status
from meetpoint.services.drug_checking.vocabulary import Family, substances

SUPPLIES = {
    Family.FENTANYLS: ("naloxone", "test_strips", "overdose_response"),
    Family.OPIOIDS: ("naloxone", "overdose_response"),
    Family.NITAZENES: ("naloxone", "test_strips", "overdose_response"),
    Family.ALPHA2: ("naloxone", "test_strips", "wound", "overdose_response"),
    Family.BENZODIAZEPINES: ("naloxone", "test_strips"),
}
"""Kinds of supplies that people ask for when a family is about, as far as the catalogue has them."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """How much of an item is on hand at the sites in reach."""

    label: str
    url: str
    on_hand: int
    is_low: bool


def alerts(by: Actor) -> QuerySet[Alert]:
    """Return every alert of an organisation, whatever was decided on it."""
    return Alert.objects.of(by)


def public_alerts() -> QuerySet[Alert]:
    """Return the alerts that stand in public today, of every organisation."""
    today = clock.now().date()
    return (
        Alert.objects.unscoped("what was made public is there for everybody")
        .filter(Q(expires_on=None) | Q(expires_on__gte=today), status=Status.PUBLISHED)
        .select_related("organisation")
        .order_by("-decided_at", "-pk")
    )


def supplies_for(alert: Alert, by: Actor) -> Sequence[Shelf]:
    """Return the supplies that go with an alert, with what is on hand: those that run low come first."""
    known = substances().get(alert.substance)
    kinds = SUPPLIES.get(known.family, ()) if known else ()
    shelves = [
        Shelf(
            label=level.item.label,
            url=reverse("supplies:item", args=[level.item.slug]),
            on_hand=level.on_hand,
            is_low=bool(level.low) or not level.on_hand,
        )
        for level in levels_by_item(by)
        if level.item.kind in kinds
    ]
    return sorted(shelves, key=lambda shelf: not shelf.is_low)


def alerts_to_read(by: Actor, _site_id: int, today: date) -> list[Notice]:
    """Return, for the Today board, public alerts of these days and proposals that wait for somebody."""
    rows = Alert.objects.of(by)
    standing = rows.filter(Q(expires_on=None) | Q(expires_on__gte=today), status=Status.PUBLISHED)
    waiting, public = rows.filter(status=Status.PROPOSED).count(), standing.count()
    notices = []
    if public:
        text = ngettext(
            "%(number)d drug alert is public these days.",
            "%(number)d drug alerts are public these days.",
            public,
        ) % {"number": public}
        notices.append(Notice(text=text, url=reverse("drug_checking:alerts"), urgency="now", icon="warning"))
    if waiting:
        text = ngettext(
            "%(number)d finding may be worth an alert. Please look at it.",
            "%(number)d findings may be worth an alert. Please look at them.",
            waiting,
        ) % {"number": waiting}
        notices.append(
            Notice(text=text, url=reverse("drug_checking:alerts"), urgency="soon", icon="test-tube")
        )
    return notices
