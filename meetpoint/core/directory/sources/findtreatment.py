"""SAMHSA's FindTreatment.gov: the JSON of its export, page by page, or a table with its codes (CSV).

`services` of a facility are `{f1: category, f2: category code, f3: "value; value"}`. The values are names of
the 224 service codes, or the codes themselves. Opening hours and dates of checking are not in the data.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.directory.errors import PackageRefused
from meetpoint.core.directory.finding.facets import language_code
from meetpoint.core.directory.finding.words import fold
from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.sources.places import Facilities, Facility, postcode_of, spot, web_address
from meetpoint.core.directory.vocabulary import service_codes

SOURCE = "findtreatment"
NEEDED = ("name1", "street1", "city", "state", "zip")
_MEDICATION = frozenset(["OTP", "MU", "BU", "NU", "BUM", "MM", "UB", "UN", "OMB"])
_RESIDENTIAL = frozenset(["RES", "RL", "RS"])
_TOGETHER = frozenset(["CO", "SUMH", "SA"])
_LANGUAGES = "Language Services"
_YES = frozenset({"1", "x", "y", "yes", "true"})


def read_findtreatment(path: Path) -> Parsed:
    """Read an export: a file, or a folder of its pages. Raises PackageRefused, and OSError."""
    parsed = Parsed(source=SOURCE)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    chosen = [each for each in files if each.suffix.casefold() in (".json", ".csv")]
    if not chosen:
        raise PackageRefused(_("There is no JSON or CSV file in %(name)s.") % {"name": path.name})
    for file in chosen:
        facilities = Facilities(parsed, file.name)
        for line, row in _rows(file):
            _add(line, row, facilities)
    return parsed


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        if file.suffix.casefold() == ".json":
            yield from enumerate(_rows_in(json.loads(text)), start=1)
            return
    except (ValueError, RecursionError):
        words = _("%(file)s is not an export of FindTreatment.gov that can be read.")
        raise PackageRefused(words % {"file": file.name}) from None
    table = csv.DictReader(io.StringIO(text, newline=""), restval="")
    table.fieldnames = [str(name).strip() for name in table.fieldnames or ()]
    if "name1" not in table.fieldnames:
        raise PackageRefused(_("%(file)s has no column name1.") % {"file": file.name})
    for row in table:
        yield table.line_num, row


def _rows_in(said: Any) -> Iterator[Mapping[str, Any]]:
    """Yield facilities of a page, of a list of pages, or of a list of facilities."""
    pages = said if isinstance(said, list) else [said]
    for page in pages:
        if not isinstance(page, dict):
            raise ValueError(type(page).__name__)
        if "rows" not in page and "name1" not in page:
            raise ValueError("rows")
        inner = page.get("rows", [page])
        yield from (row if isinstance(row, dict) else {} for row in inner)


def _add(line: int, row: Mapping[str, Any], facilities: Facilities) -> None:
    said = {name: str(row.get(name) or "").strip() for name in _PLAIN}
    empty = [name for name in NEEDED if not said[name]]
    for name in empty:
        facilities.refuse(line, name, _("This is required."))
    if empty:
        return
    codes, unknown = codes_in(row)
    facilities.parsed.not_kept.update(f"service: {word}" for word in unknown)
    try:
        latitude, longitude = spot(row.get("latitude"), row.get("longitude"))
    except ValueError:
        facilities.refuse(line, "latitude", _("This is not a number that can stand here."))
        return
    phones = [(said["phone"], ""), (said["intake1"], "Intake"), (said["hotline1"], "Hotline")]
    facilities.add(
        Facility(
            line=line,
            name=said["name1"],
            part=said["name2"],
            street=said["street1"],
            street_2=said["street2"],
            city=said["city"],
            state=said["state"],
            postcode=postcode_of(said["zip"]),
            phones=[(number, what) for number, what in phones if number],
            website=web_address(said["website"]),
            latitude=latitude,
            longitude=longitude,
            kind=kind_of(codes, str(row.get("typeFacility") or row.get("type_facility") or "")),
            codes=codes,
            languages=_languages(codes),
        )
    )


_PLAIN = (*NEEDED, "name2", "street2", "phone", "intake1", "hotline1", "website")


def codes_in(row: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the service codes of a facility, and the values that are no code that we know."""
    services = row.get("services")
    if not isinstance(services, list):
        return [
            code
            for code in service_codes()
            if str(row.get(code, row.get(code.casefold(), ""))).strip().casefold() in _YES
        ], []
    codes: list[str] = []
    unknown: list[str] = []
    for service in services:
        if not isinstance(service, dict):
            continue
        for value in str(service.get("f3") or "").split(";"):
            word = value.strip()
            code = _code_of(word, str(service.get("f1") or ""))
            if code:
                codes.append(code)
            elif word:
                unknown.append(word)
    return list(dict.fromkeys(codes)), unknown


@cache
def _by_name() -> Mapping[str, Sequence[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code in service_codes().values():
        found.setdefault(_bare(code.name), []).append((_bare(code.category), code.code))
    return found


def _bare(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _code_of(word: str, category: str) -> str:
    """Return the code of a value: by name within its category, by a name that is unique, or as it is."""
    candidates = _by_name().get(_bare(word), ())
    near = [code for theirs, code in candidates if _bare(category).startswith(theirs)]
    if near or len(candidates) == 1:
        return (near or [candidates[0][1]])[0]
    return word if word in service_codes() else ""


def kind_of(codes: Iterable[str], facility: str = "") -> str:
    """Return our own kind for a facility, by what it offers that matters most to whoever is sent there."""
    held = set(codes)
    if held & _MEDICATION or facility.casefold() == "otp":
        return "treatment"
    if held & {"DT", "OD", "RD", "HID"} and not held & {"OP", "ORT"}:
        return "detox"
    if facility.casefold() == "mh":
        return "co_occurring" if held & _TOGETHER else "mental_health"
    if held & _RESIDENTIAL and not held & {"OP", "ORT"}:
        return "residential"
    if "HH" in held:
        return "recovery_housing"
    if "SUMH" in held:
        return "co_occurring"
    return "counselling" if held & {"SA", "SACA"} or facility.casefold() == "sa" else "health"


def _languages(codes: Iterable[str]) -> list[tuple[str, str]]:
    known = service_codes()
    names = [known[code].name for code in codes if known[code].category == _LANGUAGES]
    return [(name, language_code(name)) for name in names]
