"""Files of made-up services for tests: nobody's phone numbers, nobody's addresses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from meetpoint.core.directory.actions.storing import Outcome, import_rows
from meetpoint.core.directory.sources import LAYOUTS
from meetpoint.core.tenancy.actor import Actor

ORG, SERVICE, LINE, PLACE, AT, TAX, TERM = (str(UUID(int=number)) for number in range(1, 8))

TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "organization": [{"id": ORG, "name": "Harbor Recovery", "description": "Since 1990."}],
    "service": [
        {"id": SERVICE, "organization_id": ORG, "name": "Methadone clinic", "status": "active"},
        {"id": LINE, "organization_id": ORG, "name": "Night line", "status": "active"},
    ],
    "location": [
        {"id": PLACE, "location_type": "physical", "latitude": "40.73", "longitude": "-74.17"},
    ],
    "service_at_location": [{"id": AT, "service_id": SERVICE, "location_id": PLACE}],
    "phone": [{"id": str(UUID(int=20)), "service_id": SERVICE, "number": "973-555-0100"}],
    "address": [
        {
            "id": str(UUID(int=30)),
            "location_id": PLACE,
            "address_1": "12 Hill Street",
            "city": "Newark",
            "state_province": "NJ",
            "postal_code": "07102",
            "country": "US",
            "address_type": "physical",
        }
    ],
    "schedule": [
        {
            "id": str(UUID(int=40)),
            "service_id": SERVICE,
            "freq": "WEEKLY",
            "byday": "MO,TU,WE,TH,FR",
            "opens_at": "06:00",
            "closes_at": "14:00",
        }
    ],
    "language": [{"id": str(UUID(int=50)), "service_id": SERVICE, "name": "Spanish", "code": "es"}],
    "accessibility": [{"id": str(UUID(int=55)), "location_id": PLACE, "description": "Ramp"}],
    "cost_option": [{"id": str(UUID(int=60)), "service_id": SERVICE, "option": "Medicaid"}],
    "required_document": [{"id": str(UUID(int=65)), "service_id": SERVICE, "document": "Any name"}],
    "taxonomy": [{"id": TAX, "name": "Theirs", "description": "Words."}],
    "taxonomy_term": [
        {"id": TERM, "name": "Methadone", "description": "It.", "taxonomy_id": TAX, "code": "MU"}
    ],
    "attribute": [
        {
            "id": str(UUID(int=70)),
            "link_entity": "service",
            "link_id": SERVICE,
            "taxonomy_term_id": TERM,
        }
    ],
}


def tables(**changed: Any) -> dict[str, Any]:
    """The tables, with some replaced."""
    return {**TABLES, **changed}


def package(path: Path, said: Mapping[str, Any]) -> Path:
    """Write tables as a zip of CSV with its description."""
    resources = [{"name": name, "path": f"{name}.csv"} for name in said]
    with zipfile.ZipFile(path, "w") as file:
        for name, rows in said.items():
            text = io.StringIO()
            columns = list(dict.fromkeys(column for row in rows for column in row))
            writer = csv.DictWriter(text, columns)
            writer.writeheader()
            writer.writerows(rows)
            file.writestr(f"{name}.csv", text.getvalue())
        file.writestr("datapackage.json", json.dumps({"resources": resources}))
    return path


def taken_in(path: Path, by: Actor, layout: str = "hsds") -> Outcome:
    """Take a file in."""
    return import_rows(LAYOUTS[layout](path), by=by)


def facility(**changed: Any) -> dict[str, Any]:
    """One facility as FindTreatment.gov tells it."""
    services = [
        ("Type of Care", "Substance use treatment; Detoxification"),
        ("Opioid Medications used in Treatment", "Methadone used in Treatment"),
        ("Payment/Insurance/Funding Accepted", "Medicaid; Medicare"),
        ("Language Services", "Spanish"),
    ]
    return {
        "name1": "Harbor Recovery",
        "name2": "Outpatient",
        "street1": "12 Hill Street",
        "street2": "",
        "city": "Newark",
        "state": "NJ",
        "zip": "7102",
        "phone": "973-555-0100",
        "intake1": "973-555-0101",
        "website": "harbor.example",
        "latitude": "40.73",
        "longitude": "-74.17",
        "type_facility": "SA",
        "services": [{"f1": name, "f2": "X", "f3": values} for name, values in services],
        **changed,
    }


def export(path: Path, *rows: Mapping[str, Any]) -> Path:
    """Write facilities as a page of FindTreatment.gov."""
    path.write_text(json.dumps({"page": 1, "totalPages": 1, "recordCount": len(rows), "rows": rows}))
    return path
