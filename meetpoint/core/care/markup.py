"""The entries of a timeline as markup, put together in Python as the rows of a list are."""

from collections.abc import Iterable, Mapping

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from meetpoint.core.modules.pages import TimelineEntry
from meetpoint.core.ui import icons
from meetpoint.core.ui.templatetags.ui import moment


def entries_markup(entries: Iterable[TimelineEntry], sites: Mapping[int, str]) -> SafeString:
    """Return a list item for each entry, with its site's name. Everything from a record is escaped."""
    return mark_safe("\n".join(_item(entry, sites.get(entry.site_id or 0, "")) for entry in entries))  # noqa: S308 - each part is escaped below


def _item(entry: TimelineEntry, site: str) -> str:
    words = conditional_escape(entry.title)
    title = f'<a href="{conditional_escape(entry.url)}">{words}</a>' if entry.url else words
    detail = f"<p>{conditional_escape(entry.detail)}</p>" if entry.detail else ""
    why = _("shown with their consent") if entry.is_shared else ""
    where = "".join(f" · {conditional_escape(words)}" for words in (site, why) if words)
    return (
        f'<li class="moment"><span class="moment-icon">{icons.draw(entry.icon)}</span>'
        f'<div><p class="moment-title">{title}</p>{detail}'
        f'<p class="soft">{moment(entry.at)}{where}</p></div></li>'
    )
