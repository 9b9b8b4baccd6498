"""Writing the directory as an HSDS 3 tabular data package: a zip of tables with datapackage.json.

What was taken out here, joined into another entry or emptied is not written; a service to which nobody is
sent any more is `inactive`. `assured_date` is the day of the last check. An address of which only a line is
known goes into the description of its place, since the standard wants town, state, postcode and country.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.db import models
from django.db.models import Max

from meetpoint.core.directory.finding.cards import OVER
from meetpoint.core.directory.hsds.identity import attribute_uid
from meetpoint.core.directory.hsds.tables import MODELS, Column, columns_of
from meetpoint.core.directory.models import Address, DirectoryEntry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

ADDRESS_NEEDS = ("address_1", "city", "state_province", "postal_code", "country")
_EMPTY_WITHOUT = {
    "phone": ("number",),
    "schedule": ("opens_at", "closes_at", "description", "byday", "notes", "schedule_link"),
    "language": ("name", "code"),
    "accessibility": ("description", "details", "url"),
    "required_document": ("document", "uri"),
    "cost_option": ("option", "amount", "amount_description"),
}
"""Tables of which a row that says none of these was emptied by hand."""


@dataclass(kw_only=True)
class Written:
    """How many rows were written by table, and what was left out."""

    rows: dict[str, int] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What has to be known about other rows while one is written."""

    checked: dict[UUID, date]
    in_use: set[UUID]
    lines: dict[UUID, str]


def write_package(file: IO[bytes], by: Actor, *, as_json: bool = False) -> Written:
    """Write the directory of an organisation into a file; ask `core.consent.gate.disclose` before."""
    written = Written()
    known = known_of(by)
    ending = "json" if as_json else "csv"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for table in MODELS:
            rows = _rows(table, known, written, by)
            names = ["id", *(column.name for column in columns_of(table))]
            with package.open(f"{table}.{ending}", "w", force_zip64=True) as member:
                text = io.TextIOWrapper(member, "utf-8", newline="", write_through=True)
                count = _write_json(text, names, rows) if as_json else _write_csv(text, names, rows)
                text.flush()
                text.detach()
            written.rows[table] = count
        package.writestr("datapackage.json", json.dumps(description(ending), indent=1))
    return written


def _write_csv(text: IO[str], names: list[str], rows: Iterable[list[Any]]) -> int:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _write_json(text: IO[str], names: list[str], rows: Iterable[list[Any]]) -> int:
    count = 0
    text.write("[")
    for count, row in enumerate(rows, start=1):
        said = {name: value for name, value in zip(names, row, strict=True) if value not in ("", None)}
        text.write((",\n" if count > 1 else "\n") + json.dumps(said, ensure_ascii=False, default=str))
    text.write("\n]\n")
    return count


def known_of(by: Actor, services: Sequence[int] | None = None) -> Known:
    """Return what has to be known to tell services: of some, or of all."""
    entries = DirectoryEntry.objects.of(by).filter(service__isnull=False)
    if services is not None:
        entries = entries.filter(service__in=services)
    checked = entries.exclude(checked_on=None).values_list("service__uid").annotate(Max("checked_on"))
    lines = {} if services is not None else _lines(by)
    return Known(
        checked=dict(checked),
        in_use=set(entries.filter(in_use=True).values_list("service__uid", flat=True)),
        lines=lines,
    )


def _lines(by: Actor) -> dict[UUID, str]:
    """Return what is known of addresses that lack what the standard requires, by their place."""
    rows = Address.objects.of(by).filter(_incomplete(), location__isnull=False)
    told = rows.values_list("location__uid", *ADDRESS_NEEDS[:4])
    return {uid: ", ".join(filter(None, parts)) for uid, *parts in told if any(parts)}


def _incomplete() -> models.Q:
    some = models.Q()
    for name in ADDRESS_NEEDS:
        some |= models.Q(**{name: ""})
    return some


def _rows(table: str, known: Known, written: Written, by: Actor) -> Iterator[list[Any]]:
    columns = columns_of(table)
    asked = [_path(column) for column in columns]
    rows = MODELS[table].objects.of(by).order_by("pk")  # type: ignore[attr-defined] # any table
    if table == "service_at_location":
        rows = rows.filter(in_use=True, service__isnull=False, location__isnull=False)
    if table == "attribute":
        asked.append("service__uid")
    for uid, *values in rows.values_list("uid", *asked).iterator(chunk_size=2_000):
        row = {column.name: value for column, value in zip(columns, values, strict=False)}
        if table == "attribute" and values[-1] is not None:
            row |= {"link_entity": "service", "link_id": values[-1]}
            uid = uid or attribute_uid(values[-1], row["taxonomy_term_id"])
        if not completed(table, uid, row, known):
            lost = table == "address" and any(row[name] for name in ADDRESS_NEEDS[:4])
            written.left_out["address of which only a line is known"] += bool(lost)
            continue
        yield [uid, *(plain(row[column.name]) for column in columns)]


def _path(column: Column) -> str:
    return f"{column.attribute.removesuffix('_id')}__uid" if column.to else column.attribute


def plain(value: Any) -> Any:
    """Return a value as files and answers have it."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def completed(table: str, uid: UUID, row: dict[str, Any], known: Known | None) -> bool:
    """Fill in what the standard requires and is known otherwise; tell whether the row is written at all."""
    needed = _EMPTY_WITHOUT.get(table, ())
    if needed and not any(row[name] not in ("", None) for name in needed):
        return False
    if table == "address" and not all(row[name] for name in ADDRESS_NEEDS):
        return False
    if table in ("organization", "taxonomy", "taxonomy_term", "program"):
        row["description"] = row["description"] or row["name"]
    if known is None:
        return True
    if table == "location" and not row["description"]:
        row["description"] = known.lines.get(uid, "")
    if table == "service":
        row["assured_date"] = max(filter(None, (row["assured_date"], known.checked.get(uid))), default=None)
        if uid not in known.in_use and row["status"] not in OVER:
            row["status"] = OVER[0]
    return True


def description(ending: str) -> dict[str, Any]:
    """Return datapackage.json: each table with its columns, what is required, and what points where."""
    return {
        "name": "meetpoint-directory",
        "title": "Directory of services (Open Referral HSDS 3.0.1)",
        "profile": "tabular-data-package",
        "version": "3.0.1",
        "created": clock.now().isoformat(timespec="seconds"),
        "resources": [_resource(table, ending) for table in MODELS],
    }


def _resource(table: str, ending: str) -> dict[str, Any]:
    columns = columns_of(table)
    keys = [
        {"fields": column.name, "reference": {"resource": column.to, "fields": "id"}}
        for column in columns
        if column.to
    ]
    required = {"type": "string", "constraints": {"required": True, "unique": True}}
    return {
        "name": table,
        "path": f"{table}.{ending}",
        "profile": "tabular-data-resource",
        "format": ending,
        "encoding": "utf-8",
        "schema": {
            "primaryKey": "id",
            "fields": [{"name": "id", **required}, *(_field(column) for column in columns)],
            "foreignKeys": keys,
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.words:
        constraints["enum"] = list(column.words)
    return {"name": column.name, "type": _type(column.field), "constraints": constraints}


def _type(kind: Any) -> str:
    match kind:
        case models.FloatField() | models.DecimalField() | models.IntegerField():
            return "number"
        case models.DateTimeField():
            return "datetime"
        case models.DateField():
            return "date"
    return "string"
