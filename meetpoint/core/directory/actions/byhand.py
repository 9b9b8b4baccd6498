"""Writing what somebody typed about an entry into the HSDS rows around it.

What is emptied stays as an empty row that is marked `by_hand`, so that the next file does not bring it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from meetpoint.core.directory.actions.cards import Touched
from meetpoint.core.directory.finding.facets import language_code
from meetpoint.core.directory.finding.weeks import DAYS, Span, spans_in
from meetpoint.core.directory.hsds.identity import KINDS_TAXONOMY, kind_term
from meetpoint.core.directory.hsds.terms import KINDS_DESCRIPTION, KINDS_NAME, kind_name
from meetpoint.core.directory.models import (
    Accessibility,
    Address,
    Agency,
    Attribute,
    CostOption,
    DirectoryEntry,
    Language,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceKind,
    Taxonomy,
    Term,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

_ON_SERVICE = {"name": "name", "website": "url", "notes": "description", "alert": "alert"}
_ON_ADDRESS = {"address": "address_1", "city": "city", "state": "state_province", "postcode": "postal_code"}
HOME_COUNTRY = "US"
"""Where an address lies that names none; the lists that the directory takes in are of that country."""


def write_facts(entry: DirectoryEntry, facts: Mapping[str, str], by: Actor) -> Touched:
    """Write the facts that are given, and return what was touched; call it inside a transaction."""
    writer = _Writer(entry, by)
    _write_service(writer, {_ON_SERVICE[name]: text for name, text in facts.items() if name in _ON_SERVICE})
    where = {_ON_ADDRESS[name]: text for name, text in facts.items() if name in _ON_ADDRESS}
    if any(where.values()) or writer.has_address(where):
        _write_address(writer, where)
    for name, write in _WRITERS.items():
        if name in facts:
            write(writer, facts[name])
    if "week" in facts or "hours" in facts:
        _write_schedules(writer, facts.get("week", entry.week), facts.get("hours", entry.hours))
    return writer.touched


class _Writer:
    """An entry with its service and place, and what was written so far."""

    def __init__(self, entry: DirectoryEntry, by: Actor) -> None:
        self.entry, self.by = entry, by
        self.service_id, self.location_id = entry.service_id, entry.location_id
        self.touched = Touched(entries={entry.pk})

    def rows(self, model: Any, **links: Any) -> Any:
        return model.objects.of(self.by).filter(**links).order_by("pk")

    def make(self, model: Any, **values: Any) -> None:
        model.objects.create(organisation_id=self.by.organisation_id, uid=uuid7(), by_hand=True, **values)

    def has_address(self, where: Mapping[str, str]) -> bool:
        return bool(where) and self.rows(Address, location=self.location_id).exists()

    def set_one(self, model: Any, column: str, text: str, links: Mapping[str, Any]) -> None:
        """Let one row say the text and empty all others; without a text, empty them all."""
        there = list(self.rows(model, **links).values_list("pk", flat=True))
        if there:
            self.rows(model, pk=there[0]).update(**{column: text, "by_hand": True})
            self.rows(model, pk__in=there[1:]).update(**{column: "", "by_hand": True})
        elif text:
            self.make(model, **{column: text}, **links)


def _write_service(writer: _Writer, values: Mapping[str, str]) -> None:
    if values and writer.service_id is not None:
        writer.rows(Service, pk=writer.service_id).update(**values, by_hand=True)
        writer.touched.services.add(writer.service_id)


def _write_agency(writer: _Writer, name: str) -> None:
    agency = Agency.objects.of(writer.by).filter(services=writer.service_id).first()
    if agency is not None and name:
        writer.rows(Agency, pk=agency.pk).update(name=name, by_hand=True)
        writer.touched.agencies.add(agency.pk)


def _write_address(writer: _Writer, values: Mapping[str, str]) -> None:
    """Write the address; where the place is on a map is not known any more once it has moved."""
    if writer.location_id is None:
        return
    found = writer.rows(Address, location=writer.location_id).exclude(address_type="postal").first()
    if found is None:
        values = {"country": HOME_COUNTRY, "address_type": "physical", **values}
        writer.make(Address, location_id=writer.location_id, **values)
    else:
        writer.rows(Address, pk=found.pk).update(**values, by_hand=True)
        place = writer.rows(Location, pk=writer.location_id)
        place.update(latitude=None, longitude=None, by_hand=True)
    writer.touched.locations.add(writer.location_id)


def _write_kind(writer: _Writer, kind: str) -> None:
    terms = kind_terms(writer.by)
    said = writer.rows(Attribute, service=writer.service_id, term__in=terms.values())
    said.delete()
    Attribute.objects.create(
        organisation_id=writer.by.organisation_id,
        by_hand=True,
        service_id=writer.service_id,
        term_id=terms[kind],
    )
    writer.touched.services |= {writer.service_id} if writer.service_id is not None else set()


def kind_terms(by: Actor) -> dict[str, int]:
    """Return our own words for what a service offers, by kind; made when they are first needed."""
    rows = Term.objects.of(by).filter(taxonomy__uid=KINDS_TAXONOMY)
    found = dict(rows.values_list("code", "pk"))
    missing = [kind for kind in ServiceKind.values if kind not in found]
    if not missing:
        return found
    taxonomy, _made = Taxonomy.objects.of(by).get_or_create(
        organisation_id=by.organisation_id,
        uid=KINDS_TAXONOMY,
        defaults={"name": KINDS_NAME, "description": KINDS_DESCRIPTION},
    )
    for kind in missing:
        term, _made = Term.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=kind_term(kind),
            defaults={
                "code": kind,
                "name": kind_name(kind),
                "description": kind_name(kind),
                "taxonomy": taxonomy,
            },
        )
        found[kind] = term.pk
    return found


def _write_phone(writer: _Writer, number: str) -> None:
    """Let the entry itself have a number; without one, nobody around it has one any more."""
    entry = writer.entry
    if number:
        writer.set_one(Phone, "number", number, {"service_at_location_id": entry.pk})
        return
    for links in (
        {"service_at_location": entry.pk},
        {"service": writer.service_id},
        {"location": writer.location_id},
        {"organization__services": writer.service_id},
    ):
        if None not in links.values():
            rows = Phone.objects.of(writer.by).filter(**links)
            Phone.objects.of(writer.by).filter(pk__in=list(rows.values_list("pk", flat=True))).update(
                number="", by_hand=True
            )


def _write_languages(writer: _Writer, text: str) -> None:
    wanted = list(dict.fromkeys(part.strip()[:120] for part in text.split(",") if part.strip()))
    of_either = [
        *writer.rows(Language, service=writer.service_id),
        *(writer.rows(Language, location=writer.location_id) if writer.location_id else ()),
    ]
    for one in of_either:
        if one.name in wanted:
            wanted.remove(one.name)
        else:
            writer.rows(Language, pk=one.pk).update(name="", code="", by_hand=True)
    for name in wanted:
        writer.make(Language, service_id=writer.service_id, name=name, code=language_code(name))


def _write_papers(writer: _Writer, text: str) -> None:
    writer.set_one(RequiredDocument, "document", text, {"service_id": writer.service_id})


def _write_fees(writer: _Writer, text: str) -> None:
    writer.rows(Service, pk=writer.service_id).update(fees_description="", by_hand=True)
    empty = {"amount": None, "currency": "", "amount_description": ""}
    writer.rows(CostOption, service=writer.service_id).update(**empty)
    writer.set_one(CostOption, "option", text[:255], {"service_id": writer.service_id})
    writer.rows(CostOption, service=writer.service_id, option=text[:255]).update(
        amount_description=text[255:]
    )


def _write_accessibility(writer: _Writer, text: str) -> None:
    if writer.location_id is not None:
        writer.set_one(Accessibility, "description", text, {"location_id": writer.location_id})
        writer.rows(Accessibility, location=writer.location_id).update(details="")


def _write_schedules(writer: _Writer, week: str, words: str) -> None:
    """Give the entry hours of its own, which go before those of its service and its place."""
    here = writer.rows(Schedule, service_at_location=writer.entry.pk)
    here.filter(by_hand=True).delete()
    here.update(
        by_hand=True, freq="", byday="", opens_at="", closes_at="", description="", notes="", schedule_link=""
    )
    by_hours: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in spans_in(week):
        by_hours[_clock(span.opens), _clock(span.closes)].append(span)
    for (opens, closes), spans in by_hours.items():
        days = ",".join(DAYS[span.opens // 1440] for span in spans)
        writer.make(
            Schedule,
            service_at_location_id=writer.entry.pk,
            freq="WEEKLY",
            wkst="MO",
            byday=days,
            opens_at=opens,
            closes_at=closes,
        )
    writer.make(Schedule, service_at_location_id=writer.entry.pk, description=words)


def _clock(minute_of_week: int) -> str:
    minute = minute_of_week % 1440
    return f"{minute // 60:02d}:{minute % 60:02d}"


_WRITERS: Mapping[str, Callable[[_Writer, str], None]] = {
    "agency": _write_agency,
    "kind": _write_kind,
    "phone": _write_phone,
    "languages": _write_languages,
    "identification_needed": _write_papers,
    "fees": _write_fees,
    "accessibility": _write_accessibility,
}
