"""Strips: their lots on the shelf, how each is used, and the results that a lot gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from meetpoint.core.modules.pages import Notice
from meetpoint.core.supplies.models import Balance, Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.drug_checking.models import Analysis, Method, StripProduct

KIND = "test_strips"
"""The supply kind of strips, whichever service declares it."""

RECALLED_NOTICE_DAYS = 365


def strip_items(by: Actor) -> list[Item]:
    """Return the strips of the catalogue that are not retired, in its order."""
    return list(Item.objects.of(by).filter(kind=KIND, retired_at=None))


def strip_lots(by: Actor, site_ids: Sequence[int]) -> Mapping[int, list[tuple[str, str]]]:
    """Return, by site, the lots of strips on the shelf there that were not set aside: id and words."""
    rows = Balance.objects.of(by).filter(
        site_id__in=site_ids, item__kind=KIND, quantity__gt=0, lot__isnull=False, lot__quarantined_at=None
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for balance in rows.select_related("lot", "item").order_by(
        "item__order", "lot__expires_on", "lot__number"
    ):
        if balance.lot is not None:
            found[balance.site_id].append(
                (str(balance.lot_id), f"{balance.item.label}, {balance.lot.number}")
            )
    return found


def products(by: Actor) -> dict[int, StripProduct]:
    """Return what the packets of strips say, by item id."""
    return {product.item_id: product for product in StripProduct.objects.of(by).select_related("item")}


def results_of_lots(by: Actor, lot_ids: Sequence[int]) -> QuerySet[Any]:
    """Return the standing results that strips of some lots gave, the newest first."""
    rows = Analysis.objects.of(by).filter(method=Method.STRIP, lot_id__in=lot_ids, voided_at=None)
    in_reach = rows if by.site_ids is None else rows.filter(sample__site_id__in=by.site_ids)
    return in_reach.filter(sample__voided_at=None).order_by("-tested_on", "-pk")


def results_of_lots_set_aside(by: Actor) -> QuerySet[Any]:
    """Return the standing results of strips whose lot was set aside since, as a recall does."""
    rows = Analysis.objects.of(by).filter(
        method=Method.STRIP, voided_at=None, sample__voided_at=None, lot__quarantined_at__isnull=False
    )
    in_reach = rows if by.site_ids is None else rows.filter(sample__site_id__in=by.site_ids)
    return in_reach.order_by("-tested_on", "-pk")


def doubtful_results(by: Actor, site_id: int, today: date) -> list[Notice]:
    """Return one sentence for the Today board when lots that were set aside have given results lately."""
    since = today - timedelta(days=RECALLED_NOTICE_DAYS)
    count = results_of_lots_set_aside(by).filter(sample__site_id=site_id, tested_on__gte=since).count()
    if not count:
        return []
    text = ngettext(
        "%(number)d strip result here came from a lot that was set aside.",
        "%(number)d strip results here came from lots that were set aside.",
        count,
    ) % {"number": count}
    return [Notice(text=text, url=reverse("drug_checking:doubtful"), urgency="soon", icon="strip")]
