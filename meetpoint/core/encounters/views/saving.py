"""What the Log says back after saving: what the shelf lacked, what modules remark, what it adds."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter, Recorded
from meetpoint.core.encounters.errors import SameIdOtherContent
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.shifts import counted_as
from meetpoint.core.modules.fields import read_all
from meetpoint.core.modules.forms import Draft, Remark
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.drawdown import Shortage
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.tenancy.actor import Actor

Items = Mapping[int, ItemFacts]


def save_now(new: NewEncounter, *, by: Actor) -> Recorded:
    """Record an entry whose time is "now", so that sending it again a moment later is still the same entry.

    Raises what record_encounter raises; SameIdOtherContent when more than the moment differs.
    """
    try:
        return record_encounter(new, by=by)
    except SameIdOtherContent:
        before = Encounter.objects.of(by).filter(uid=new.uid).values_list("occurred_at", flat=True).get()
        return record_encounter(replace(new, occurred_at=before), by=by)


def shortage_words(shortages: tuple[Shortage, ...], items: Items) -> list[str]:
    """Return a sentence for each item of which the shelf held less than was handed out."""
    return [
        _("%(item)s: %(number)d more than the stock on record. Count the shelf when there is time.")
        % {"item": items[shortage.item_id].label, "number": shortage.quantity}
        for shortage in shortages
    ]


def remarks(new: NewEncounter, items: Items, *, by: Actor) -> list[Remark]:
    """Return what the modules have to say about a contact that was just saved; nothing was blocked."""
    return remarks_on(_draft(new, items), by=by)


def remarks_on(draft: Draft, *, by: Actor) -> list[Remark]:
    """Return what the modules have to say about a contact as it stands."""
    warned = [module.warn for module in registry() if module.warn is not None]
    said = [remark for warn in warned for remark in warn(by, draft)]
    return [one if isinstance(one, Remark) else Remark(text=str(one)) for one in said]


def with_link(remark: Remark) -> SafeString | str:
    """Return a remark as a line of a page, with its link if it has one."""
    if not remark.url:
        return remark.text
    return format_html('{} <a href="{}">{}</a>', remark.text, remark.url, remark.act)


def _draft(new: NewEncounter, items: Items) -> Draft:
    forms = registry().forms
    return Draft(
        site_id=new.site_id,
        local_date=timezone.localdate(new.occurred_at),
        participant_id=new.participant_id,
        units=units_by_kind(new, items),
        syringes=sum(items[pk].syringes_per_unit * number for pk, number in new.items.items()),
        doses=sum(items[pk].doses_per_unit * number for pk, number in new.items.items()),
        values={slug: read_all(forms[slug].fields, raw)[0] for slug, raw in new.sections.items()},
        uid=new.uid,
    )


def units_by_kind(new: NewEncounter, items: Items) -> dict[str, int]:
    """Return how many units of each kind were handed out."""
    units: dict[str, int] = {}
    for item_id, quantity in new.items.items():
        kind = items[item_id].kind
        units[kind] = units.get(kind, 0) + quantity
    return units


def totals_of(new: NewEncounter, items: Items) -> dict[str, int]:
    """Return what an entry adds to the totals of its shift: people, and each kind as the totals count it."""
    added: dict[str, int] = {"people": new.people}
    for item_id, quantity in new.items.items():
        kind, each = counted_as(items[item_id])
        added[kind] = added.get(kind, 0) + quantity * each
    return added
