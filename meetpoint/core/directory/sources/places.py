"""A facility of a flat list, turned into the rows of HSDS that it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from meetpoint.core.directory.finding.words import fold
from meetpoint.core.directory.hsds.identity import made_from
from meetpoint.core.directory.hsds.parsed import Parsed, Problem
from meetpoint.core.directory.hsds.terms import Words

COUNTRY = "US"


@dataclass(frozen=True, kw_only=True)
class Facility:
    """One row of such a list. `part` is the part of the organisation, where the list names one."""

    line: int
    name: str
    part: str = ""
    street: str
    street_2: str = ""
    city: str
    state: str
    postcode: str
    phones: Sequence[tuple[str, str]] = ()
    website: str = ""
    latitude: Any = None
    longitude: Any = None
    licences: str = ""
    kind: str
    codes: Sequence[str] = ()
    languages: Sequence[tuple[str, str]] = ()


class Facilities:
    """Adds facilities to a parsed file. The same facility twice is counted, and taken once."""

    def __init__(self, parsed: Parsed, file: str) -> None:
        self.parsed, self.file = parsed, file
        self.words = Words(parsed, file)
        self.seen: set[UUID] = set()

    def refuse(self, line: int, column: str, why: str) -> None:
        """Write down that a row cannot be taken in."""
        self.parsed.problems.append(Problem(self.file, line, column, why))

    def add(self, one: Facility) -> None:
        """Add a facility. Its identifiers follow from its name and address, so that it is found again."""
        key = [fold(text) for text in (one.name, one.part, one.street, one.street_2, one.city, one.state)]
        service = made_from(self.parsed.source, "service", *key)
        if service in self.seen:
            self.parsed.not_kept["rows that repeat another"] += 1
            return
        self.seen.add(service)
        agency = made_from(self.parsed.source, "organization", fold(one.name))
        location = made_from(self.parsed.source, "location", *key)
        self._once("organization", one.line, agency, {"name": one.name, "description": one.name})
        name = f"{one.name} – {one.part}" if one.part else one.name
        said = {"organization_id": agency, "name": name, "status": "active"}
        self._add("service", one.line, service, {**said, "url": one.website, "licenses": one.licences})
        self._add_place(one, service, location, agency, name)
        for number, what in one.phones:
            phone = {"service_id": service, "number": number, "type": "voice", "description": what}
            self._add("phone", one.line, made_from("phone", service, what), phone)
        for language, code in one.languages:
            row = {"service_id": service, "name": language, "code": code}
            self._add("language", one.line, made_from("language", service, language), row)
        self.words.say_kind(service, one.kind, one.line)
        for code in one.codes:
            self.words.say_code(service, code, one.line)

    def _add_place(self, one: Facility, service: UUID, location: UUID, agency: UUID, name: str) -> None:
        where = {"organization_id": agency, "name": name, "location_type": "physical"}
        spot = {"latitude": one.latitude, "longitude": one.longitude}
        self._add("location", one.line, location, {**where, **spot})
        address = {
            "location_id": location,
            "address_1": one.street,
            "address_2": one.street_2,
            "city": one.city,
            "state_province": one.state,
            "postal_code": one.postcode,
            "country": COUNTRY,
            "address_type": "physical",
        }
        self._add("address", one.line, made_from("address", location), address)
        links = {"service_id": service, "location_id": location}
        self._add("service_at_location", one.line, made_from("at", service), links)

    def _add(self, table: str, line: int, uid: UUID, values: Mapping[str, Any]) -> None:
        self.parsed.add(table, self.file, line, {"id": uid, **values})

    def _once(self, table: str, line: int, uid: UUID, values: Mapping[str, Any]) -> None:
        if uid not in self.seen:
            self.seen.add(uid)
            self._add(table, line, uid, values)


def postcode_of(text: str) -> str:
    """Return a ZIP code with the leading zeros that spreadsheets drop."""
    first, dash, rest = text.strip().partition("-")
    return f"{first.zfill(5) if first.isdigit() and 3 <= len(first) < 5 else first}{dash}{rest}"


def web_address(text: str) -> str:
    """Return a web address with its scheme, which some lists leave out."""
    plain = text.strip()
    return f"https://{plain}" if plain and "://" not in plain and "." in plain else plain


def spot(latitude: Any, longitude: Any) -> tuple[float | None, float | None]:
    """Return where a place is, or nothing for a pair that is empty or nought, which lists write for unknown.

    Raises ValueError for what is no place on earth.
    """
    if latitude in (None, "") and longitude in (None, ""):
        return None, None
    try:
        there = float(latitude), float(longitude)
    except TypeError:
        raise ValueError(latitude) from None
    if not (abs(there[0]) <= 90 and abs(there[1]) <= 180):
        raise ValueError(there)
    return there if there != (0.0, 0.0) else (None, None)
