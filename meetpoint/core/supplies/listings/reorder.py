"""The reorder list, said in words and as columns of a file."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetpoint.core.supplies.listings.words import item_url, kind_choices, site_choices
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.ordering import FURTHEST_DAYS
from meetpoint.core.supplies.queries import NO_HISTORY, NO_LEAD_TIME, Reorder
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, Link, Listing, Sort


def advice_in_words(row: Reorder) -> str:
    """Return one sentence: by when to order how much, or what is missing to say so."""
    if row.advice is None:
        return " ".join(str(_LACKING[missing]) for missing in row.missing)
    advice = row.advice
    about, least, most = (row.packed(units) for units in (advice.about, advice.least, advice.most))
    if advice.lasts >= FURTHEST_DAYS and not row.is_due:
        return gettext("Nothing to order: what is there lasts about a year or longer.")
    words = {
        "date": date_format(advice.order_by, "DATE_FORMAT"),
        "about": _units(about),
        "least": _units(least),
        "most": _units(most),
    }
    if not about:
        return gettext("Nothing to order yet. Look again by %(date)s: up to %(most)s may be needed.") % words
    if row.is_due:
        return gettext("Order now, about %(about)s (between %(least)s and %(most)s).") % words
    return gettext("Order by %(date)s, about %(about)s (between %(least)s and %(most)s).") % words


def waste_in_words(row: Reorder) -> str:
    """Return how much will expire before it can be used; nothing when none will or nobody knows."""
    lost = row.advice.wasted if row.advice else 0
    if not lost:
        return ""
    text = ngettext("%(units)s will expire unused", "%(units)s will expire unused", lost)
    return text % {"units": _units(lost)}


def lead_in_words(row: Reorder) -> str:
    """Return where it is ordered and how long that takes, as far as somebody has said."""
    days = row.source.lead_days
    if days is None:
        return row.source.supplier
    text = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return f"{row.source.supplier} · {text}" if row.source.supplier else text


def ranked(rows: list[Reorder], actor: Actor) -> "QuerySet[Item]":
    """Return the items of the list in its order, for pages by key."""
    places = [When(pk=row.item.id, then=Value(place)) for place, row in enumerate(rows)]
    rank = Case(*places, default=Value(len(rows)), output_field=IntegerField())
    return Item.objects.of(actor).filter(pk__in=[row.item.id for row in rows]).annotate(urgency=rank)


def reorder_listing(rows: list[Reorder]) -> Listing:
    """Return the list for rows that were worked out."""
    by_item: Mapping[int, Reorder] = {row.item.id: row for row in rows}
    return replace(_REORDER, prepare=lambda items, _actor: [by_item[item.pk] for item in items])


_LACKING = {
    NO_HISTORY: _("Too little use is known yet: it takes four weeks."),
    NO_LEAD_TIME: _("Say how many days an order takes."),
}


def _units(units: int) -> str:
    return number_format(units, force_grouping=True)


_REORDER = Listing(
    slug="reorder",
    caption=_("Reorder list"),
    columns=(
        Column(name="item", label=_("Item"), value=lambda row: Link(row.item.label, item_url(row.item.slug))),
        Column(name="advice", label=_("What to do"), value=advice_in_words),
        Column(name="weekly", label=_("Used in a week"), value=lambda row: row.weekly, numeric=True),
        Column(
            name="usable", label=_("Here to hand out"), value=lambda row: max(row.usable, 0), numeric=True
        ),
        Column(name="par", label=_("Wanted"), value=lambda row: row.par or None, numeric=True),
        Column(name="waste", label=_("Expiring"), value=waste_in_words),
        Column(name="source", label=_("Ordered from"), value=lead_in_words),
        Column(
            name="order_by",
            label=_("Order by"),
            value=lambda row: row.advice.order_by if row.advice else None,
            on_page=False,
        ),
        Column(
            name="about",
            label=_("About"),
            value=lambda row: row.packed(row.advice.about) if row.advice else None,
            on_page=False,
        ),
        Column(
            name="least",
            label=_("At least"),
            value=lambda row: row.packed(row.advice.least) if row.advice else None,
            on_page=False,
        ),
        Column(
            name="most",
            label=_("At most"),
            value=lambda row: row.packed(row.advice.most) if row.advice else None,
            on_page=False,
        ),
    ),
    sorts=(Sort(name="urgency", label=_("What to order first"), field="urgency"),),
    filters=(
        # The rows are worked out for the site before the list is cut into pages.
        ChoiceFilter(name="site", label=_("Site"), choices=site_choices, apply=lambda rows, _site: rows),
        ChoiceFilter(name="kind", label=_("Kind"), lookup="kind", choices=kind_choices),
    ),
    page_size=50,
    empty_icon="supplies",
    empty_title=_("Nothing to order yet"),
    empty_text=_("Once supplies are handed out, this list says when to order them, and how many."),
)
