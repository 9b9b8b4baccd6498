"""What supplies say on the Today board: what is low, what expires, what was handed out beyond record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.modules.pages import Notice, NoticeSource
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.queries import Expiring, Level, expiring, levels
from meetpoint.core.tenancy.actor import Actor

NAMED = 3
"""How many low items get a sentence of their own; the others share one."""

EXPIRING_DAYS = 30


def notices(actor: Actor, site_id: int, today: date) -> Iterable[Notice]:
    """Return one sentence for each thing at a site that somebody should see to."""
    here = levels(actor, site_id=site_id)
    low = sorted((level for level in here if level.is_low), key=_scarcest)
    yield from (_low(level) for level in low[:NAMED])
    yield from _more_low(low[NAMED:], site_id)
    yield from _expiring(expiring(actor, within_days=EXPIRING_DAYS, site_id=site_id), site_id)
    yield from _short([level for level in here if level.shortfall])


def _scarcest(level: Level) -> tuple[int, int, str]:
    return (level.lasts if level.lasts is not None else 1_000, level.usable, level.item.slug)


def _low(level: Level) -> Notice:
    words = {"item": level.item.label, "left": number_format(max(0, level.usable), force_grouping=True)}
    if level.usable <= 0:
        text = _("%(item)s: none left.") % words
    elif level.lasts is not None:
        text = ngettext(
            "%(item)s: %(left)s left, for about %(days)d day.",
            "%(item)s: %(left)s left, for about %(days)d days.",
            level.lasts,
        ) % {**words, "days": level.lasts}
    else:
        par = number_format(level.par or 0, force_grouping=True)
        text = _("%(item)s: %(left)s left of the %(par)s wanted here.") % {**words, "par": par}
    urgent = level.usable <= 0 or (level.lasts is not None and level.lasts <= 2)
    return Notice(
        text=text,
        url=reverse("supplies:item", args=[level.item.slug]),
        urgency="now" if urgent else "soon",
        icon="supplies",
    )


def _more_low(low: Sequence[Level], site_id: int) -> Iterator[Notice]:
    if low:
        text = ngettext(
            "%(count)d more item is running low.", "%(count)d more items are running low.", len(low)
        ) % {"count": len(low)}
        url = _page("supplies:levels", site=site_id, show="attention")
        yield Notice(text=text, url=url, urgency="soon", icon="supplies")


def _expiring(found: Sequence[Expiring], site_id: int) -> Iterator[Notice]:
    gone = [entry for entry in found if entry.days < 0]
    soon = [entry for entry in found if entry.days >= 0]
    if gone:
        text = ngettext(
            "%(count)d lot has expired: %(item)s.",
            "%(count)d lots have expired, among them %(item)s.",
            len(gone),
        ) % {"count": len(gone), "item": gone[0].item.label}
        url = _expiring_url(site_id, 0)
        yield Notice(text=text, url=url, urgency="soon", icon="calendar")
    if soon:
        text = ngettext(
            "%(count)d lot expires within %(days)d days: %(item)s.",
            "%(count)d lots expire within %(days)d days, first %(item)s.",
            len(soon),
        ) % {"count": len(soon), "days": EXPIRING_DAYS, "item": soon[0].item.label}
        url = _expiring_url(site_id, EXPIRING_DAYS)
        yield Notice(text=text, url=url, urgency="note", icon="calendar")


def _expiring_url(site_id: int, within_days: int) -> str:
    return _page("supplies:expiring", site=site_id, within=within_days)


def _page(name: str, **query: str | int) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


def _short(levels_short: Sequence[Level]) -> Iterator[Notice]:
    if levels_short:
        first = levels_short[0]
        text = ngettext(
            "More %(item)s went out than was recorded. Say which lot it came from.",
            "More went out than was recorded of %(count)d items, among them %(item)s.",
            len(levels_short),
        ) % {"count": len(levels_short), "item": first.item.label}
        url = _page("supplies:shortfalls", site=first.place.id)
        yield Notice(text=text, url=url, urgency="note", icon="list")


NOTICES = (NoticeSource(permission=permissions.VIEW, read=notices, order=30),)
