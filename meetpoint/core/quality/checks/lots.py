"""Lots that nobody recorded: behind what was handed out, and in the notices of recalls."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from meetpoint.core.modules.quality import Finding
from meetpoint.core.recalls.models import Named
from meetpoint.core.supplies.models import Balance, Lot
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.numbers import say_number


def find(by: Actor, first: date, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    """Yield what stands now: shortfalls of the sites, and, for those who reach all, unknown recalled lots."""
    yield from _shortfalls(by, last, site_ids)
    if by.site_ids is None:
        yield from _recalled(by)


def _shortfalls(by: Actor, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    short = Balance.objects.of(by).filter(lot=None, quantity__lt=0, site_id__in=site_ids)
    for one in short.select_related("item").order_by("quantity", "pk"):
        words = _("%(units)s × %(item)s handed out from no lot on record.")
        yield Finding(
            subject=f"{one.site_id} {one.item.slug} {-one.quantity}",
            site_id=one.site_id,
            day=last,
            what=words % {"units": say_number(-one.quantity), "item": one.item.label},
            url=reverse("supplies:shortfalls"),
        )


def _recalled(by: Actor) -> Iterator[Finding]:
    named = Named.objects.of(by).filter(recall__organisation_id=by.organisation_id, recall__closed_at=None)
    known = {number.casefold() for number in Lot.objects.of(by).values_list("number", flat=True)}
    for one in named.exclude(number="").select_related("recall").order_by("-recall__opened_at", "pk"):
        if one.number.casefold() not in known:
            words = _("The recall “%(recall)s” names lot %(lot)s, which nobody entered here.")
            yield Finding(
                subject=f"{one.recall.uid} {one.number}",
                site_id=None,
                day=one.recall.opened_at.date(),
                what=words % {"recall": str(one.recall), "lot": one.number},
                url=reverse("recalls:detail", args=[one.recall.uid]),
            )
