"""What an entry shows, worked out from the HSDS rows around it. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils import translation

from meetpoint.core.directory.finding import words
from meetpoint.core.directory.finding.facets import facets
from meetpoint.core.directory.finding.weeks import Hours, Span, spans_of, week_of
from meetpoint.core.directory.models import (
    Accessibility,
    Address,
    CostOption,
    DirectoryEntry,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceKind,
)

OVER = ("inactive", "defunct")
"""States of a service to which nobody is sent."""
MOST_SPANS = 45
"""As many as the column of a week holds; the rest still counts as open."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """An entry with its rows; phones and schedules from the nearest to the farthest."""

    entry: DirectoryEntry
    phones: Sequence[Phone]
    schedules: Sequence[Schedule]
    languages: Sequence[Language]
    addresses: Sequence[Address]
    accessibility: Sequence[Accessibility]
    costs: Sequence[CostOption]
    papers: Sequence[RequiredDocument]
    terms: Sequence[tuple[str, str, bool]]
    """Code, name, and whether it is one of our own words for what a service offers."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """The columns of an entry that are worked out, with the words and hours under which it is found."""

    name: str
    agency_name: str
    kind: str
    phone: str
    address: str
    website: str
    hours: str
    week: str
    identification_needed: str
    languages: str
    fees: str
    accessibility: str
    notes: str
    alert: str
    latitude: float | None
    longitude: float | None
    name_key: str
    phone_key: str
    place_key: str
    cell: str
    in_use: bool
    words: frozenset[str]
    spans: tuple[Span, ...]


def card_of(around: Around, offsets: frozenset[float]) -> Card:
    """Return what an entry shows. Schedules of other hours from UTC than `offsets` count as unknown."""
    entry, service, location = around.entry, around.entry.service, around.entry.location
    agency = service.organization if service else None
    name = (service.name if service else "") or entry.name
    agency_name = agency.name if agency and words.fold(agency.name) not in words.fold(name) else ""
    phone = next((_number(one) for one in around.phones if one.number), "")
    where = next((one for one in around.addresses if _is_place(one)), None)
    spans = _spans(around.schedules, offsets)
    languages = _unlike(one.name or one.code for one in around.languages)
    fees = _joined([*(_cost(one) for one in around.costs), service.fees_description if service else ""])
    kind = next((code for code, _name, is_kind in around.terms if is_kind), "other")
    return Card(
        name=name[:255],
        agency_name=agency_name,
        kind=kind if kind in ServiceKind.values else "other",
        phone=phone,
        address=_address(where),
        website=_web((service.url if service else "") or (agency.website if agency else "")),
        hours=_joined(one.description for one in around.schedules)[:400],
        week=week_of(spans[:MOST_SPANS]),
        identification_needed=_joined(one.document for one in around.papers)[:400],
        languages=", ".join(languages)[:400],
        fees=fees[:400],
        accessibility=_joined(one.description or one.details for one in around.accessibility)[:400],
        notes=(service.description if service else "")[:400],
        alert=(service.alert if service else "")[:400],
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        name_key=words.name_key(name),
        phone_key=words.phone_key(phone),
        place_key=words.place_key(where.address_1, where.city, where.postal_code) if where else "",
        cell=words.cell(location.latitude, location.longitude) if location else "",
        in_use=not (entry.retired_at or entry.merged_into_id or (service and service.status in OVER)),
        words=_words(around, name, agency_name, where, kind, languages),
        spans=tuple(spans),
    )


def _words(
    around: Around,
    name: str,
    agency_name: str,
    where: Address | None,
    kind: str,
    languages: Sequence[str],
) -> frozenset[str]:
    service = around.entry.service
    other = [service.alternate_name] if service else []
    places = [where.city, where.state_province, where.postal_code[:5], where.region] if where else []
    street = [where.address_1] if where else []
    costs = {f"{one.option} {one.amount_description}": one.amount == 0 for one in around.costs}
    if service:
        costs[f"{service.fees_description} {service.fees}"] = False
    codes = [code for code, _name, is_kind in around.terms if code and not is_kind]
    said = [(one.name, one.code) for one in around.languages if one.name or one.code]
    texts = [name, agency_name, *other, *street, *_kind_words(kind), *languages]
    return words.words_of(texts, places, facets(codes, said, costs))


@cache
def _kind_words(kind: str) -> tuple[str, ...]:
    """Return what a kind of service is called in both languages."""
    if kind not in ServiceKind.values or kind == ServiceKind.OTHER:
        return ()
    said = []
    for language in ("en", "es"):
        with translation.override(language):
            said.append(str(ServiceKind(kind).label))
    return tuple(said)


def _spans(schedules: Sequence[Schedule], offsets: frozenset[float]) -> list[Span]:
    found: set[Span] = set()
    for one in schedules:
        if one.timezone is not None and one.timezone not in offsets:
            continue
        found |= set(spans_of(hours_in(one)))
    return sorted(found)


def hours_in(one: Schedule) -> Hours:
    """Return when a schedule holds."""
    return Hours(
        freq=one.freq,
        interval=one.interval,
        byday=one.byday,
        bymonthday=one.bymonthday,
        byweekno=one.byweekno,
        byyearday=one.byyearday,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        count=one.count,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
    )


def _is_place(one: Address) -> bool:
    """Tell whether an address says where to go: written for post or emptied by hand, it does not."""
    return one.address_type != "postal" and bool(one.address_1 or one.city or one.postal_code)


def _web(address: str) -> str:
    """Return an address that is safe as a link: of the web, and nothing else."""
    return address if address.casefold().startswith(("https://", "http://")) else ""


def _number(phone: Phone) -> str:
    return f"{phone.number} x{phone.extension}"[:80] if phone.extension else phone.number


def _address(where: Address | None) -> str:
    if where is None:
        return ""
    town = " ".join(part for part in (where.state_province, where.postal_code) if part)
    return ", ".join(part for part in (where.address_1, where.address_2, where.city, town) if part)[:600]


def _cost(one: CostOption) -> str:
    amount = f"{one.amount} {one.currency}".strip() if one.amount is not None else ""
    return " ".join(part for part in (one.option, amount, one.amount_description) if part)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(_unlike(texts))


def _unlike(texts: Iterable[str]) -> list[str]:
    """Return the texts that say something, each once."""
    return list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))
