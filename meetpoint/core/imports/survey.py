"""Going once through a log before anything is recorded: what it holds, and what could not be placed yet."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import Unplaced
from meetpoint.core.imports.mapping import dates
from meetpoint.core.imports.mapping.known import Known
from meetpoint.core.imports.mapping.places import Sites
from meetpoint.core.imports.mapping.shape import ITEM, LogMapping
from meetpoint.core.imports.mapping.sheet import Entry, Sheet
from meetpoint.lib import keys

MOST_WORDS = 500


@dataclass(kw_only=True)
class Survey:
    """What a log holds: the words in its site column, the order of its dates, columns without a meaning."""

    rows: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    no_site: int = 0
    order: str = ""
    is_ambiguous: bool = False
    unknown: list[str] = field(default_factory=list)


def survey(sheet: Sheet, mapping: LogMapping, *, most: int | None = None) -> Survey:
    """Go through the rows of a log, or the first `most`, and return what they hold."""
    found = Survey()
    site, day = _place_of(sheet, mapping, "site"), _place_of(sheet, mapping, "date")
    unmapped = {place: header for place, header in enumerate(sheet.headers) if header not in mapping.columns}
    for entry in sheet.entries():
        if found.rows == most:
            break
        found.rows += 1
        for place in [place for place in unmapped if entry.cells[place]]:
            found.unknown.append(unmapped.pop(place))
        _see_site(found, entry.cells[site] if site is not None else "")
        if day is not None and not found.order and entry.cells[day]:
            found.order = dates.order_in([entry.cells[day]])
            found.is_ambiguous = found.is_ambiguous or dates.needs_order(entry.cells[day])
    return found


def settled(mapping: LogMapping, found: Survey, sites: Sites) -> LogMapping:
    """Return the mapping with what goes without saying: the order of dates that the log itself shows, and
    the site of rows that name none where there is but one. Written down, it stays when a second one opens.
    """
    site = sites.default.slug if found.no_site and sites.default else mapping.site
    return replace(mapping, dates=mapping.dates or found.order, site=site)


def unplaced_in(sheet: Sheet, mapping: LogMapping, found: Survey, *, sites: Sites, known: Known) -> Unplaced:
    """Return what has to be said before this log can be recorded; false when nothing has."""
    decisions: dict[str, str] = {}
    if not mapping.has("date"):
        decisions["date"] = _("No column says when. Say which column holds the date.")
    elif not mapping.dates and found.is_ambiguous:
        decisions["dates"] = _(
            "Dates such as 3/4/2026 can be read in two ways. Say whether the day or the month comes first."
        )
    if found.no_site and sites.default is None:
        decisions["site"] = (
            _("“%(site)s” is not the short name of one of your sites.") % {"site": mapping.site}
            if mapping.site
            else _("Some rows name no site. Say which site they belong to.")
        )
    items = [t.name for t in mapping.columns.values() if t.role == ITEM and t.name not in known.items]
    items += [slug for slug in mapping.items.values() if slug not in known.items]
    return Unplaced(
        columns=sorted(found.unknown, key=sheet.headers.index),
        sites=sorted(word for word in found.sites if sites.of(word) is None),
        items=sorted(set(items)),
        decisions=decisions,
    )


def header_key(organisation_id: int, sheet: Sheet) -> str:
    """Return the keyed hash by which a kind of log is known again: its headers."""
    mac = keys.fingerprint(_key(), "import header", str(organisation_id), sheet.layout, *sheet.headers)
    return base64.urlsafe_b64encode(mac).decode()


def contents_of(organisation_id: int, sheet: Sheet, mapping: LogMapping) -> list[tuple[int, str]]:
    """Return each row's place in the file and the keyed hash of what it says: 22 characters.

    Rows that say the same are told apart by how many such came before. Neither the mapping nor the
    row's place goes in, so that a row is known again in a longer log and by another mapping; the site of
    rows that name none does.
    """
    secret, owner = _key(), str(organisation_id)
    seen: Counter[bytes] = Counter()
    found = []
    for row, text in _texts(sheet, mapping):
        mac = keys.fingerprint(secret, "import row", owner, text)
        seen[mac] += 1
        if seen[mac] > 1:
            mac = keys.fingerprint(secret, "import row again", mac, str(seen[mac]))
        found.append((row, base64.urlsafe_b64encode(mac[:16]).decode()[:22]))
    return found


def _texts(sheet: Sheet, mapping: LogMapping) -> Iterator[tuple[int, str]]:
    headers: Sequence[str] = sheet.headers
    place = _place_of(sheet, mapping, "site")
    for entry in sheet.entries():
        site = "" if place is not None and entry.cells[place] else mapping.site
        said = [f"{header}\x1f{cell}" for header, cell in zip(headers, entry.cells, strict=True) if cell]
        yield entry.row, "\x1e".join((site, *said))


def _see_site(found: Survey, word: str) -> None:
    if not word:
        found.no_site += 1
    elif word in found.sites or len(found.sites) < MOST_WORDS:
        found.sites[word] += 1


def _place_of(sheet: Sheet, mapping: LogMapping, role: str) -> int | None:
    for place, header in enumerate(sheet.headers):
        target = mapping.columns.get(header)
        if target is not None and target.role == role:
            return place
    return None


def _key() -> bytes:
    return keys.key(settings.KEYS, "fields")


def first_entries(sheet: Sheet, count: int) -> Iterable[Entry]:
    """Yield the first entries of a table."""
    for number, entry in enumerate(sheet.entries()):
        if number == count:
            return
        yield entry
