"""SAMHSA's list of opioid treatment programmes: its own export, or the geocoded list of 2021 (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from meetpoint.core.directory.errors import PackageRefused
from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.sources.places import Facilities, Facility, postcode_of, spot

SOURCE = "otp"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("program name", "name", "id"),
    "street": ("street", "address", "street address"),
    "city": ("city",),
    "state": ("state",),
    "postcode": ("zip", "zipcode", "zip code", "postal", "postal code"),
    "phone": ("phone",),
    "certification": ("certification",),
    "since": ("first full certification date", "full certification", "certified"),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
}
_NEEDED = ("name", "street", "city", "state", "postcode")


def read_otp(path: Path) -> Parsed:
    """Read the list. Raises PackageRefused for a file with other columns, and OSError."""
    parsed = Parsed(source=SOURCE)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackageRefused(_("%(file)s is not written in UTF-8.") % {"file": path.name}) from None
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    headers = {str(name).strip().casefold(): name for name in rows.fieldnames or ()}
    named = {
        ours: next((headers[name] for name in theirs if name in headers), "")
        for ours, theirs in _COLUMNS.items()
    }
    missing = [name for name in _NEEDED if not named[name]]
    if missing:
        words = _("This is not the list of opioid treatment programs: it has no column for %(columns)s.")
        raise PackageRefused(words % {"columns": ", ".join(missing)})
    facilities = Facilities(parsed, path.name)
    for row in rows:
        said = {ours: str(row.get(theirs) or "").strip() if theirs else "" for ours, theirs in named.items()}
        _add(rows.line_num, said, facilities)
    return parsed


def _add(line: int, said: Mapping[str, str], facilities: Facilities) -> None:
    empty = [name for name in _NEEDED if not said[name]]
    for name in empty:
        facilities.refuse(line, name, _("This is required."))
    if empty:
        return
    try:
        latitude, longitude = spot(said["latitude"], said["longitude"])
    except ValueError:
        facilities.refuse(line, "latitude", _("This is not a number that can stand here."))
        return
    facilities.add(
        Facility(
            line=line,
            name=said["name"],
            street=said["street"],
            city=said["city"],
            state=said["state"],
            postcode=postcode_of(said["postcode"]),
            phones=[(said["phone"], "")] if said["phone"] else [],
            latitude=latitude,
            longitude=longitude,
            licences=" ".join(part for part in (said["certification"], said["since"]) if part),
            kind="treatment",
            codes=["OTP"],
        )
    )
